/** Everything without a mouse. */
import { expect, mail, openLive, row, test } from './fixtures.ts'

test.beforeEach(async ({ page, send }) => {
  for (const subject of ['third', 'second', 'first']) await send({ subject, text: subject, html: `<p>Body of ${subject}</p>` })
  await openLive(page)
  await expect(page.getByTestId('message-row')).toHaveCount(3)
})

test('j k Enter Esc walk the list and open', async ({ page }) => {
  await page.keyboard.press('j')
  await expect(row(page, 'first')).toBeFocused()
  await page.keyboard.press('j')
  await expect(row(page, 'second')).toBeFocused()
  await page.keyboard.press('k')
  await expect(row(page, 'first')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(row(page, 'second')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(mail(page).getByText('Body of second')).toBeVisible()
  await page.keyboard.press('j')
  await expect(mail(page).getByText('Body of third')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('reader')).toHaveCount(0)
  await expect(row(page, 'third')).toBeFocused()
})

test('exactly one row is in the tab order', async ({ page }) => {
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await expect(page.locator('[data-testid="message-row"][tabindex="0"]')).toHaveCount(1)
  await expect(row(page, 'second')).toHaveAttribute('tabindex', '0')
})

test('e p # act on the message, 1 to 4 choose the tab, ? lists the keys', async ({ page }) => {
  await row(page, 'second').click()
  await expect(row(page, 'second')).toHaveAttribute('data-seen', 'true')
  await page.keyboard.press('e')
  await expect(row(page, 'second')).toHaveAttribute('data-seen', 'false')
  await page.keyboard.press('p')
  await expect(page.getByTestId('action-pin')).toHaveAttribute('aria-pressed', 'true')
  for (const [key, tab] of [
    ['2', 'text'],
    ['3', 'headers'],
    ['4', 'source'],
    ['1', 'preview'],
  ] as const) {
    await page.keyboard.press(key)
    await expect(page.getByTestId(`tab-${tab}`)).toHaveAttribute('aria-selected', 'true')
    await expect(page).toHaveURL(new RegExp(`/${tab}$`))
  }
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toContainText('Keyboard shortcuts')
  await page.keyboard.press('#') // not while a dialog is open
  await expect(page.getByTestId('message-row')).toHaveCount(3)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('#')
  await expect(page.getByTestId('message-row')).toHaveCount(2)
  await expect(page.getByTestId('reader')).toContainText('third')
})

test('keys work after a click in the mail, and typing in a box is typing', async ({ page }) => {
  await row(page, 'first').click()
  await mail(page).getByText('Body of first').click()
  await page.keyboard.press('j')
  await expect(mail(page).getByText('Body of second')).toBeVisible()
  await mail(page).getByText('Body of second').click()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByTestId('tab-headers').click()
  await page.getByTestId('header-filter').fill('')
  await page.getByTestId('header-filter').pressSequentially('subject#e')
  await expect(page.getByTestId('header-filter')).toHaveValue('subject#e')
  await expect(page.getByTestId('message-row')).toHaveCount(3)
})

test('single keys can be switched off', async ({ page }) => {
  await page.keyboard.press('?')
  await page.getByLabel('Use single-key shortcuts').uncheck()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await row(page, 'first').click()
  await expect(mail(page).getByText('Body of first')).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('4')
  await page.getByTestId('open-shortcuts').click()
  await expect(page.getByTestId('reader')).toContainText('first')
  await expect(page).toHaveURL(/preview$/)
})
