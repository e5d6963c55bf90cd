/** All SMTP sessions: those that were refused first-class, live, and with the way to what they brought. */
import type { Page } from '@playwright/test'
import type { RunningApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'
import { expect, openLive, row, test } from './fixtures.ts'

/** A session of which everything was refused. */
async function beRefused({ smtp }: RunningApp, helo: string): Promise<void> {
  await using dialogue = await openSmtp(smtp)
  for (const line of [`EHLO ${helo}`, 'MAIL FROM:<a@a.test>', 'RCPT TO:<no address', 'QUIT']) await dialogue.say(line)
}

const sessionRow = (page: Page, name: string) => page.getByTestId('session-row').filter({ hasText: name })

test('a refused session is counted in the sidebar, says why in its row, and shows what was said', async ({ page, app, send }) => {
  await send({ subject: 'Fine', text: 'x' })
  await openLive(page)
  await expect(page.getByTestId('refused-count')).toHaveCount(0)
  await beRefused(app, 'worker.test')
  await expect(page.getByTestId('refused-count')).toContainText('1 refused since you last looked')

  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page).toHaveURL(/\/sessions$/)
  await expect(page.getByTestId('sessions-link')).toHaveAttribute('aria-current', 'page')
  await expect(page.getByTestId('refused-count')).toHaveCount(0)
  await expect(page.getByTestId('session-row')).toHaveCount(2)
  await expect(sessionRow(page, 'worker.test')).toContainText(/Refused.*501 5\.1\.3/s)

  await page.getByTestId('outcome-refused').click()
  await expect(page).toHaveURL(/outcome=refused/)
  await expect(page.getByTestId('session-row')).toHaveCount(1)
  await sessionRow(page, 'worker.test').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('session-reason')).toContainText('501 5.1.3')
  const timeline = page.getByRole('list', { name: 'Dialogue' })
  await expect(timeline.getByRole('listitem').filter({ hasText: 'RCPT TO:<no address' })).toHaveAttribute('data-from', 'client')
  await expect(page.getByTestId('session-facts')).toContainText('worker.test')
  await page.reload()
  await expect(page.getByTestId('session-reason')).toContainText('501 5.1.3')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/\/sessions\?outcome=refused$/)
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await expect(row(page, 'Fine')).toBeVisible()
})

test('sessions come in live, leave those that run, and are walked by key', async ({ page, app }) => {
  await beRefused(app, 'first.test')
  const running = await openSmtp(app.smtp)
  await running.say('EHLO running.test')
  await openLive(page, '/sessions')
  await expect(sessionRow(page, 'running.test')).toHaveAttribute('data-outcome', 'running')
  await running[Symbol.asyncDispose]()
  await expect(sessionRow(page, 'running.test')).toHaveAttribute('data-outcome', /empty|aborted/)
  await expect(sessionRow(page, 'running.test')).toHaveCount(1)
  await beRefused(app, 'second.test')
  await expect(page.getByTestId('session-row').first()).toContainText('second.test')
  await expect(page.getByTestId('outcome-refused')).toHaveText('Refused2')

  await page.keyboard.press('j')
  await expect(sessionRow(page, 'second.test')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('session-view')).toContainText('second.test')
  await page.keyboard.press('j')
  await expect(page.getByTestId('session-view')).toContainText('running.test')
  await page.keyboard.press('k')
  await expect(page.getByTestId('session-view')).toContainText('second.test')
  await expect(page.getByRole('button', { name: 'Previous session' })).toBeDisabled()
  await page.getByRole('button', { name: 'Next session' }).click()
  await expect(page.getByTestId('session-view')).toContainText('running.test')
})

test('a session leads to the message it brought, and the message to its session', async ({ page, app }) => {
  await using smtp = await openSmtp(app.smtp)
  const id = await deliver(smtp, mail({ From: 'a@a.test', Subject: 'Brought' }))
  await smtp.say('QUIT')
  await page.goto(`/m/${id}/preview`)
  await page.keyboard.press('6')
  await expect(page.getByTestId('session-timeline')).toContainText(`queued as ${id}`)
  await page.getByTestId('open-session').click()
  await expect(page).toHaveURL(/\/sessions\/\w+$/)
  await page.getByTestId('session-message').click()
  await expect(page).toHaveURL(new RegExp(`/m/${id}/preview$`))
  await expect(page.getByTestId('reader')).toContainText('Brought')
})

test('a session names what it brought by subject, and says what was deleted since', async ({ page, app }) => {
  await using smtp = await openSmtp(app.smtp)
  const ids: string[] = []
  for (const subject of ['First', 'Second', '']) ids.push(await deliver(smtp, mail({ From: 'a@a.test', Subject: subject })))
  await smtp.say('QUIT')
  await app.client.delete({ ids: ids.slice(1, 2) })
  await page.goto('/sessions')
  await page.getByTestId('session-row').click()
  await expect(page.getByTestId('brought-messages').getByRole('listitem')).toHaveText([
    /First/,
    /Deleted since/,
    /\(no subject\)/,
  ])
  await page.getByTestId('brought-message').filter({ hasText: 'First' }).click()
  await expect(page).toHaveURL(new RegExp(`/m/${ids[0]}/preview$`))
})

test('a message that came by the API says that it has no session', async ({ page, app }) => {
  const { id } = await app.client.add(mail({ From: 'a@a.test' }))
  await page.goto(`/m/${id}/session`)
  await expect(page.getByTestId('no-session')).toContainText('It was added through the API.')
})

test('no key of a message acts on one that is out of sight', async ({ page, app, send }) => {
  await send({ subject: 'Stays', text: 'x' })
  await openLive(page)
  await row(page, 'Stays').click()
  await expect(page.getByTestId('reader')).toContainText('Stays')
  await expect(row(page, 'Stays')).toHaveAttribute('data-seen', 'true')
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page.getByTestId('session-row')).toHaveCount(1)
  for (const key of ['Shift+#', 'e', 'p']) await page.keyboard.press(key)
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0)
  expect((await app.client.list()).messages.map(({ seen, pinned }) => [seen, pinned])).toEqual([[true, false]])
})

test('older sessions come page by page as one scrolls', async ({ page, app }) => {
  for (let i = 0; i < 120; i++) {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say(`EHLO client-${i}.test`)
    await smtp.say('QUIT')
  }
  await expect.poll(async () => (await app.client.sessions({ limit: 500 })).sessions.length).toBe(120)
  await page.goto('/sessions')
  await expect(sessionRow(page, 'client-119.test')).toBeVisible()
  const list = page.getByTestId('session-list')
  await expect
    .poll(async () => {
      await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
      return sessionRow(page, 'client-0.test').count()
    })
    .toBe(1)

  await list.evaluate((element) => element.scrollTo({ top: 1000 }))
  const topRow = () =>
    list.evaluate((element) => {
      const { top } = element.getBoundingClientRect()
      const isTop = (row: Element) => row.getBoundingClientRect().top - top >= 0 && row.getBoundingClientRect().top - top < 64
      return [...element.querySelectorAll('[data-testid="session-row"]')].find(isTop)?.id
    })
  // The rows of where it was before may still be there.
  await expect.poll(topRow).toBeDefined()
  const seen = await topRow()
  await beRefused(app, 'late.test')
  await expect(page.getByTestId('new-sessions')).toHaveText('1 new')
  expect(await topRow()).toBe(seen)
  await page.getByTestId('new-sessions').click()
  await expect(sessionRow(page, 'late.test')).toBeInViewport()
  await expect(page.getByTestId('new-sessions')).toHaveCount(0)
})

test.describe('400 px wide', () => {
  test.use({ viewport: { width: 400, height: 800 } })

  test('one column: sessions from the drawer, one session, and back', async ({ page, app }) => {
    await beRefused(app, 'narrow.test')
    await page.goto('/')
    await page.getByTestId('open-nav').click()
    await page.getByRole('dialog').getByTestId('sessions-link').click()
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await sessionRow(page, 'narrow.test').click()
    await expect(page.getByTestId('session-reason')).toBeInViewport()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
    await page.getByTestId('action-back').click()
    await expect(sessionRow(page, 'narrow.test')).toBeFocused()
  })
})
