/** The page of `mailmitt report`, from disk: it runs nothing of a mail and asks nobody for anything. */
import { pathToFileURL } from 'node:url'
import type { Page } from '@playwright/test'
import { runProgram } from '../harness/app.ts'
import { PNG } from '../harness/mail.ts'
import { openSmtp } from '../harness/smtp.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { expect, mail } from './fixtures.ts'
import { test as base } from './witness.ts'

const hostile = (evil: string) => `<base href="${evil}/"><meta http-equiv="refresh" content="0;url=${evil}/">
  <script>top.document.title='owned'</script></noscript></iframe><script>document.title='owned'</script>">
  <img src="x" onerror="parent.document.title='owned'"><img src="${evil}/pixel.gif"><link rel="stylesheet" href="${evil}/a.css">
  <form action="${evil}/"><input name="q" autofocus onfocus="parent.document.title='owned'"><button>Send</button></form>
  <a id="js" href="javascript:parent.document.title='owned'">run</a> <a id="web" href="${evil}/page">a link</a>
  <p id="cover" style="position:fixed;inset:0;background:#fcc">Visible text</p>`

/** Makes the report and opens it; gives what it asks for. */
const test = base.extend<{ openReport: (...args: string[]) => Promise<string[]> }>({
  openReport: async ({ app, page, context }, use) => {
    await using folder = await temporaryFolder()
    await use(async (...args) => {
      const file = folder.path('report.html')
      const program = runProgram(['report', '--out', file, '--title', 'Run 512', ...args], {
        entry: 'built',
        env: { MAILMITT_URL: app.url },
      })
      expect([await program.exitCode, program.stdout()]).toEqual([0, ''])
      const requests: string[] = []
      context.on('request', (request) => requests.push(request.url()))
      await page.goto(pathToFileURL(file).href)
      return requests
    })
  },
})

const mails = (page: Page) => page.getByTestId('mail')
const openMail = (page: Page, subject: string) => mails(page).filter({ hasText: subject }).locator('summary').first().click()

test('shows each mail as it looks when it is opened, with its images, and asks nobody', async ({ page, send, openReport }) => {
  const attachments = [{ filename: 'dot.png', content: PNG, cid: 'dot' }]
  await send({ subject: 'Confirm', html: '<h1>Your code is 482913</h1><img id="dot" src="cid:dot">', attachments })
  await send({ subject: 'Plain', text: 'Only text here' })
  const requests = await openReport()
  await expect(page).toHaveTitle('Run 512')
  expect(page.frames()).toHaveLength(1)
  await openMail(page, 'Confirm')
  await expect(mail(page).getByText('Your code is 482913')).toBeVisible()
  const width = () =>
    mail(page)
      .locator('#dot')
      .evaluate((image: HTMLImageElement) => image.naturalWidth)
  await expect.poll(width).toBe(1)
  await openMail(page, 'Plain')
  await expect(page.getByTestId('mail-frame')).toHaveCount(2)
  await expect(mails(page).filter({ hasText: 'Plain' }).locator('pre')).toBeHidden()
  expect(requests.filter((url) => !/^(file|data):/.test(url))).toEqual([])
})

test.describe('a hostile mail', () => {
  test.use({ expectedComplaints: /Content Security Policy|Blocked|Not allowed to load/ })

  test('runs nothing, leaves its frame by no way and loads nothing', async ({ page, context, send, openReport, witness }) => {
    await send({ subject: '</summary><script>document.title="owned"</script>', html: hostile(witness.url) })
    await send({ subject: 'After it', text: 'fine' })
    await openReport()
    const address = page.url()
    await openMail(page, 'owned')
    const inside = page.getByTestId('mail-frame').first().contentFrame()
    await expect(inside.getByText('Visible text')).toBeVisible()
    await expect(inside.locator('script, base, form, iframe, meta[http-equiv="refresh"]')).toHaveCount(0)
    for (const link of ['#js', '#web']) await inside.locator(link).dispatchEvent('click')
    await expect(page).toHaveTitle('Run 512')
    await openMail(page, 'After it')
    await expect(mails(page)).toHaveCount(2)
    expect([page.url(), context.pages().length]).toEqual([address, 1])
    const frame = await page.getByTestId('mail-frame').first().boundingBox()
    const cover = await inside.locator('#cover').boundingBox()
    expect(cover && frame && cover.width <= frame.width && cover.height <= frame.height).toBe(true)
    expect(witness.asked).toEqual([])
  })
})

test('narrows the mails down, opens and closes them, and leads from a failed wait to what came instead', async ({
  page,
  app,
  send,
  openReport,
}) => {
  const mark = await app.client.mark()
  for (const [subject, to] of [
    ['Welcome', 'ann@x.test'],
    ['Invoice', 'ann@x.test'],
    ['Welcome', 'bob@x.test'],
  ])
    await send({ subject, to, text: 'Hello' })
  await app.client.waitFor({ to: 'bob@x.test', subject: 'Invoice', since: mark, timeout: 1 }).catch(() => undefined)
  await openReport()
  await page.getByLabel('Filter mails').fill('welcome ann@')
  await expect(mails(page).filter({ visible: true })).toHaveCount(1)
  await expect(page.locator('#shown')).toHaveText('1 of 3')
  await page.getByRole('button', { name: 'Open all' }).click()
  await expect(page.locator('.mail[open]')).toHaveCount(1)
  await page.getByRole('button', { name: 'Close all' }).click()
  await expect(page.locator('.mail[open]')).toHaveCount(0)
  await page.getByTestId('failed-wait').getByRole('link', { name: 'Welcome' }).first().click()
  await expect(mails(page).filter({ hasText: 'bob@x.test' })).toHaveAttribute('open', '')
  await expect(mails(page).filter({ hasText: 'bob@x.test' }).getByTestId('mail-frame')).toBeInViewport()
})

test('leads from a refused session to its dialogue', async ({ page, app, openReport }) => {
  {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO refused.test')
    await smtp.say('MAIL FROM:nobody')
    await smtp.say('QUIT')
  }
  await app.client.waitFor({ to: 'bob@x.test', timeout: 1 }).catch(() => undefined)
  await openReport()
  await page.getByTestId('failed-wait').getByRole('link').click()
  await expect(page.getByTestId('session').getByText('MAIL FROM:nobody')).toBeVisible()
})

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false })

  test('all of it is there, but for the filter', async ({ page, send, openReport }) => {
    await send({ subject: 'Confirm', html: '<h1>Your code is 482913</h1>' })
    await openReport()
    await expect(page.getByLabel('Filter mails')).toBeHidden()
    await openMail(page, 'Confirm')
    await expect(mail(page).getByText('Your code is 482913')).toBeVisible()
  })
})

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(`in the ${colorScheme}`, () => {
    test.use({ colorScheme, viewport: { width: 400, height: 800 } })

    test('fits a phone', async ({ page, app, send, openReport }) => {
      await send({
        subject: 'A subject that is longer than a phone is wide, as subjects often are',
        to: `${'x'.repeat(60)}@x.test`,
        text: 'Hi',
      })
      await app.client.waitFor({ to: 'bob@x.test', subject: 'y'.repeat(80), timeout: 1 }).catch(() => undefined)
      await openReport()
      await openMail(page, 'longer')
      await expect(mail(page).getByText('Hi')).toBeVisible()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400)
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      expect(background).toBe(colorScheme === 'dark' ? 'rgb(13, 14, 16)' : 'rgb(247, 247, 248)')
    })
  })
