/** What a screen reader is told, and a narrow window, by keys alone. The functions of the page are walked in keys-*.spec.ts. */
import { expect, openLive, row } from './fixtures.ts'
import { focused, press, tabTo, test } from './keys.ts'

test('what comes, is selected and is copied is told politely, once', async ({ page, send }) => {
  await openLive(page)
  await send({ subject: 'While you look', text: 'Your code is 402913' })
  const arrival = page.locator('[aria-live="polite"]').filter({ hasText: /new message/ })
  await expect(arrival).toHaveText('1 new message: While you look, from Shop')
  await press(page, 'j', 'x')
  await expect(page.locator('[aria-live="polite"]').filter({ hasText: '1 selected' })).toHaveCount(1)
  await expect(page.locator('[aria-live="assertive"]').filter({ hasText: /\S/ })).toHaveCount(0)
})

test.describe('400 px wide', () => {
  test('the drawer, a mail and the way back, by keys', async ({ page, send }) => {
    for (const subject of ['Second', 'First']) await send({ subject, text: subject })
    await openLive(page)
    // Only a broken stream is told of in a narrow window.
    await page.setViewportSize({ width: 400, height: 800 })
    await expect(page.getByTestId('message-row')).toHaveCount(2)
    await press(page, 'Tab')
    await focused(page, 'open-nav')
    await press(page, 'Enter', 'Escape')
    await focused(page, 'open-nav')
    await press(page, 'j')
    await expect(row(page, 'First')).toBeFocused()
    await press(page, 'Enter')
    await expect(page.getByTestId('plain-text')).toHaveText('First')
    await send({ subject: 'Meanwhile', text: 'x' })
    await expect(page.getByRole('status').filter({ hasText: 'Meanwhile' })).toHaveText('1 new message: Meanwhile, from Shop')
    await tabTo(page, 'action-back', 'Shift+Tab')
    await press(page, 'Enter')
    await expect(row(page, 'First')).toBeFocused()
  })
})
