/**
 * Each kind of hostile mail (hostile-set.ts) in each theme, with and without images: nothing runs, nothing leaves the frame,
 * nothing is fetched. A server that records is asked for nothing; where a person allows remote content, for that alone.
 */
import type { Page } from '@playwright/test'
import { expect, mail, openLive, row } from './fixtures.ts'
import { HOSTILE_SET } from './hostile-set.ts'
import { test } from './witness.ts'

// What is refused, Chromium says so of.
test.use({ expectedComplaints: /./ })

const THEMES = ['light', 'author-dark', 'forced-dark']

/** Whatever happens that a mail must not make happen. */
async function watch(page: Page, appUrl: string): Promise<string[]> {
  const happened: string[] = []
  page.on('dialog', (dialog) => {
    happened.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('download', (download) => happened.push(`download ${download.url()}`))
  page.context().on('page', (opened) => happened.push(`opened ${opened.url()}`))
  page.on('framenavigated', (frame) => {
    if (!frame.url().startsWith(appUrl)) happened.push(`went to ${frame.url()}`)
  })
  page.on('pageerror', (error) => happened.push(String(error)))
  await page.exposeFunction('tellOwned', () => happened.push('a script spoke'))
  await page.addInitScript(() => {
    addEventListener('message', ({ data }) => {
      if (typeof data === 'object' && data !== null && 'owned' in data)
        (globalThis as unknown as { tellOwned: () => void }).tellOwned()
    })
  })
  return happened
}

/** The document is there, with all it loads and runs by itself. */
async function settle(page: Page, theme: string, images: boolean): Promise<void> {
  const wanted = new RegExp(`theme=${theme}`)
  const frame = page.getByTestId('mail-frame')
  if (theme === 'light') await expect(frame).not.toHaveAttribute('src', /theme=/)
  else await expect(frame).toHaveAttribute('src', wanted)
  if (images) await expect(frame).not.toHaveAttribute('src', /images=off/)
  else await expect(frame).toHaveAttribute('src', /images=off/)
  await expect(mail(page).locator('#visible')).toHaveCount(1)
  const handle = await frame.elementHandle()
  const content = await handle?.contentFrame()
  await content?.waitForLoadState('load')
  expect(await content?.evaluate(() => [self.origin, document.documentElement.dataset.owned])).toEqual(['null', undefined])
}

for (const [name, write] of Object.entries(HOSTILE_SET))
  test(`${name}: nothing runs, nothing leaves the frame, nothing is fetched`, async ({ page, app, send, witness }) => {
    const happened = await watch(page, app.url)
    await send({ subject: 'Hostile', html: `<p id="visible">Visible</p>${write(witness.url)}` })
    await openLive(page)
    await row(page, 'Hostile').click()
    const address = page.url()
    for (const theme of THEMES) {
      await page.getByTestId(`theme-${theme}`).click()
      for (const images of [true, false]) {
        if (!images) await page.getByTestId('toggle-images').click()
        await settle(page, theme, images)
        for (const link of await mail(page).locator('[data-link]').all()) await link.dispatchEvent('click')
        for (const button of await mail(page).locator('#press, #submit, #submit2, [type=image]').all())
          await button.dispatchEvent('click')
        for (const link of await mail(page).locator('.web').all()) {
          await expect(link).toHaveAttribute('target', '_blank')
          await expect(link).toHaveAttribute('rel', 'noopener noreferrer')
        }
        await expect(mail(page).locator('script, iframe, form, base, object, embed, [onerror], [http-equiv]')).toHaveCount(1)
      }
      await page.getByTestId('toggle-images').click()
    }
    expect(page.url()).toBe(address)
    expect(witness.asked).toEqual([])

    // The bar has no word of hidden images any more, and its button stays where it is.
    await settle(page, 'forced-dark', true)
    const remote = page.getByTestId('load-remote')
    if (await remote.isVisible()) {
      await remote.click()
      await expect(page.getByTestId('mail-frame')).toHaveAttribute('src', /remote=allow/)
      await settle(page, 'forced-dark', true)
      expect(witness.asked.length).toBeGreaterThan(0)
      expect(witness.asked.filter((path) => !path.startsWith('/load/'))).toEqual([])
    }
    expect(happened).toEqual([])
    expect(await app.client.list()).toMatchObject({ total: 1 })
    // The app around it is as it was.
    await page.getByTestId('tab-headers').click()
    await expect(page.getByTestId('header-fields')).toBeVisible()
    expect(await page.context().cookies()).toEqual([])
  })

test('a picture of a hostile mail is drawn without a request and without a script', async ({ page, app, send, witness }) => {
  const happened = await watch(page, app.url)
  const html = Object.values(HOSTILE_SET)
    .map((write) => write(witness.url))
    .join('')
  await send({ subject: 'Picture', html: `<p id="visible">Visible</p><img src="/api/messages/latest/raw?view=1">${html}` })
  await openLive(page)
  await row(page, 'Picture').click()
  await settle(page, 'light', true)
  const requests: string[] = []
  page.on('request', (request) => requests.push(new URL(request.url()).pathname))
  const downloaded = page.waitForEvent('download')
  await page.getByTestId('preview-more').click()
  await page.getByTestId('save-png').click()
  expect((await downloaded).suggestedFilename()).toBe('Picture.png')
  expect(witness.asked).toEqual([])
  expect(happened.filter((what) => !what.startsWith('download blob:'))).toEqual([])
  // The app may still mark it as seen meanwhile.
  expect(requests.filter((path) => path.startsWith('/api/messages/') && !path.endsWith('/html'))).toEqual([])
})

test('a mail that covers and grows stays in its frame, and its frame in the reader', async ({ page, send }) => {
  await send({ subject: 'Cover', html: HOSTILE_SET['CSS that covers, hides and grows']?.('') ?? '' })
  await openLive(page)
  await row(page, 'Cover').click()
  await expect(mail(page).getByText('covers')).toHaveCount(1)
  const reader = await page.getByTestId('reader').boundingBox()
  const box = await page.getByTestId('panel-preview').boundingBox()
  expect(reader && box && box.x >= reader.x && box.x + box.width <= reader.x + reader.width).toBe(true)
  const height = await page.getByTestId('mail-frame').evaluate((frame) => frame.getBoundingClientRect().height)
  expect(height).toBeLessThanOrEqual(100_000)
  await expect(page.getByTestId('tab-text')).toBeInViewport()
  await page.getByTestId('action-pin').click()
  await expect(page.getByTestId('action-pin')).toHaveAttribute('aria-pressed', 'true')
})
