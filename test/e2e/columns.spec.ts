/** How the columns share narrower windows: the list as a drawer, then behind what is read; fingers, keys, focus. */
import type { Page } from '@playwright/test'
import { expect, mail, row, test } from './fixtures.ts'

const MANY = 12

/** A finger drawn across: where it comes down decides what it is about. */
async function swipe(page: Page, testId: string, by: number): Promise<void> {
  await page.getByTestId(testId).evaluate((target, distance) => {
    const { left, top, width } = target.getBoundingClientRect()
    const touchAt = (x: number) => new Touch({ identifier: 1, target, clientX: left + width / 2 + x, clientY: top + 10 })
    const fire = (type: string, x: number, touches: Touch[]) =>
      target.dispatchEvent(new TouchEvent(type, { bubbles: true, cancelable: true, touches, changedTouches: [touchAt(x)] }))
    fire('touchstart', 0, [touchAt(0)])
    fire('touchend', distance, [])
  }, by)
}

test.describe('800 px wide', () => {
  test.use({ viewport: { width: 800, height: 800 }, hasTouch: true })

  test.beforeEach(async ({ page, send }) => {
    await send({ subject: 'First', html: '<p>x' })
    for (let i = 1; i <= MANY; i++) await send({ subject: `Message ${i}`, html: `<p>Body ${i}</p>`, text: 'x' })
    await page.goto('/')
    await expect(row(page, `Message ${MANY}`)).toBeVisible()
  })

  const list = (page: Page) => page.locator('main')

  test('the list has the width until a mail is open, then the mail has it', async ({ page }) => {
    expect((await list(page).boundingBox())?.width).toBe(800)
    await row(page, 'Message 12').click()
    await expect(mail(page).getByText('Body 12')).toBeVisible()
    expect((await page.getByTestId('reader').boundingBox())?.width).toBe(800)
    await expect(list(page)).toHaveAttribute('inert')
    await expect(list(page)).toBeHidden()
    await expect(page.getByTestId('reader').getByRole('heading', { name: 'Message 12' })).toBeFocused()
    await page.getByTestId('action-close').click()
    await expect(row(page, 'Message 12')).toBeFocused()
    expect((await list(page).boundingBox())?.width).toBe(800)
  })

  test('a button brings it up over the mail, with the focus; Esc and a press beside it put both back', async ({ page }) => {
    await row(page, 'Message 12').click()
    await page.getByTestId('action-show-list').click()
    await expect(row(page, 'Message 12')).toBeFocused()
    await expect(row(page, 'Message 12')).toBeInViewport({ ratio: 0.9 })
    await expect(page.getByTestId('reader')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(list(page)).toBeHidden()
    await expect(page.getByTestId('action-show-list')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(row(page, 'Message 12')).toBeFocused()
    await page.mouse.click(780, 400)
    await expect(list(page)).toBeHidden()
    await expect(page.getByTestId('reader')).toContainText('Message 12')
    await page.getByTestId('action-close').click()
    await expect(page.getByTestId('reader')).toHaveCount(0)
    await expect(row(page, 'Message 12')).toBeFocused()
  })

  test('j and k walk in it; what is chosen there is read, and the list is gone', async ({ page }) => {
    await row(page, 'Message 12').click()
    await page.getByTestId('action-show-list').click()
    await page.keyboard.press('j')
    await expect(mail(page).getByText('Body 11')).toBeVisible()
    await expect(row(page, 'Message 11')).toBeFocused()
    await row(page, 'Message 9').click()
    await expect(mail(page).getByText('Body 9')).toBeVisible()
    await expect(list(page)).toBeHidden()
    await expect(page.getByTestId('reader').getByRole('heading', { name: 'Message 9' })).toBeFocused()
  })

  test('/ brings it up with the caret in the search box', async ({ page }) => {
    await row(page, 'Message 12').click()
    await expect(list(page)).toBeHidden()
    await page.keyboard.press('/')
    await expect(page.getByTestId('search-input')).toBeFocused()
    await page.keyboard.type('subject:"Message 3"')
    await expect(page.getByTestId('message-row')).toHaveCount(1)
    await expect(mail(page).getByText('Body 12')).toBeVisible()
  })

  test('a finger to the right brings it up, one to the left puts it away', async ({ page }) => {
    await row(page, 'Message 12').click()
    await swipe(page, 'position', 40)
    await expect(list(page)).toBeHidden()
    await swipe(page, 'position', 120)
    await expect(row(page, 'Message 12')).toBeInViewport({ ratio: 0.9 })
    await swipe(page, 'message-list', -120)
    await expect(list(page)).toBeHidden()
  })

  test('a session is read beside the same drawer', async ({ page }) => {
    await page.goto('/sessions')
    await page.getByTestId('session-row').first().click()
    await expect(page.getByTestId('session-view')).toBeVisible()
    await expect(list(page)).toBeHidden()
    await page.getByTestId('action-show-list').click()
    await expect(page.getByTestId('session-row').first()).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(list(page)).toBeHidden()
    await page.getByTestId('action-close').click()
    await expect(page.getByTestId('session-view')).toHaveCount(0)
  })

  test('wider or narrower, list and mail stay as they were and where they were', async ({ page }) => {
    await row(page, 'First').scrollIntoViewIfNeeded()
    const top = await page.getByTestId('message-list').evaluate((element) => element.scrollTop)
    expect(top).toBeGreaterThan(0)
    await row(page, 'First').click()
    await expect(mail(page).getByText('x')).toBeVisible()
    await page.getByTestId('action-show-list').click()
    let loads = 0
    page.on('request', (request) => {
      if (/\/html|\/api\/messages\?(?!.*\bq=)/.test(request.url())) loads++ // places in the sidebar are counted by `q`
    })
    for (const width of [1000, 800, 600, 800, 1000]) await page.setViewportSize({ width, height: 800 })
    await expect(list(page)).not.toHaveAttribute('inert')
    await expect(row(page, 'First')).toBeInViewport()
    expect(await page.getByTestId('message-list').evaluate((element) => element.scrollTop)).toBe(top)
    expect(loads).toBe(0)
  })
})

test.describe('400 px wide', () => {
  test.use({ viewport: { width: 400, height: 800 }, hasTouch: true })

  test('a finger to the right goes back to the list, but not along tabs that scroll', async ({ page, send }) => {
    await send({ subject: 'Narrow', html: '<p>Body</p>' })
    await page.goto('/')
    await row(page, 'Narrow').click()
    await page.getByTestId('tab-checks').click()
    await swipe(page, 'tab-checks', 120)
    await expect(page.getByTestId('reader')).toBeVisible()
    await swipe(page, 'position', 120)
    await expect(page.getByTestId('reader')).toHaveCount(0)
    await expect(row(page, 'Narrow')).toBeFocused()
  })
})
