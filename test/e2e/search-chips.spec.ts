/** The chips of the search box: finished clauses, which stay text for whoever types, copies or undoes. */
import type { Page } from '@playwright/test'
import { expect, openLive, test } from './fixtures.ts'

const box = (page: Page) => page.getByTestId('search-input')
const chips = (page: Page) => page.getByTestId('search-chip')
const selected = (page: Page) => page.evaluate(() => getSelection()?.toString())

/** Where the layer draws it, against where the box has it: the caret would stand beside the letters otherwise. */
function misplacement(page: Page): Promise<number> {
  return box(page).evaluate((input: HTMLInputElement) => {
    const range = document.createRange()
    const layer = document.querySelector('[data-testid="search-chip"]')?.parentElement?.parentElement
    if (!layer) return Number.NaN
    range.selectNodeContents(layer)
    const copy = document.createElement('span')
    const { font, wordSpacing, letterSpacing } = getComputedStyle(input)
    Object.assign(copy.style, { font, wordSpacing, letterSpacing, whiteSpace: 'pre', position: 'absolute' })
    copy.textContent = input.value
    document.body.append(copy)
    const { width } = copy.getBoundingClientRect()
    copy.remove()
    return (
      Math.abs(width - range.getBoundingClientRect().width) +
      Math.abs(input.getBoundingClientRect().left - range.getBoundingClientRect().left)
    )
  })
}

test.beforeEach(async ({ send }) => {
  for (const from of ['zoe@shop.test', 'ann@shop.test']) await send({ from, subject: `From ${from}`, text: 'x' })
})

test('a clause is text while it is typed, and a chip from then on; the letters stand where they are typed', async ({ page }) => {
  await openLive(page)
  await page.keyboard.press('/')
  await page.keyboard.type('shop from:zoe')
  await expect(chips(page)).toHaveCount(0)
  await page.keyboard.type(' ')
  await expect(chips(page)).toHaveText('from:zoe')
  expect(await misplacement(page)).toBeLessThan(1)
  await page.keyboard.type('has:nothing ')
  await expect(chips(page)).toHaveText('from:zoe')
  await expect(page.locator('[data-issue="error"]')).toHaveText('has:nothing')
  // Back into it, it is text again.
  await page.keyboard.press('Home')
  for (let at = 0; at < 'shop f'.length; at++) await page.keyboard.press('ArrowRight')
  await expect(chips(page)).toHaveCount(0)
  await page.keyboard.press('Escape')
  await box(page).blur()
  await expect(box(page)).toHaveValue('shop from:zoe has:nothing ')
  await expect(chips(page)).toHaveText('from:zoe')
})

test('Backspace behind a chip selects it and then removes it; it can be undone', async ({ page }) => {
  await openLive(page, '/?q=shop+from:zoe')
  await expect(page.getByTestId('message-row')).toHaveCount(1)
  await box(page).focus()
  await page.keyboard.press('End')
  await page.keyboard.type(' ')
  await expect(chips(page)).toHaveText('from:zoe')
  await page.keyboard.press('Backspace')
  await expect(box(page)).toHaveValue('shop from:zoe ')
  expect(await selected(page)).toBe('from:zoe ')
  await page.keyboard.press('Backspace')
  await expect(box(page)).toHaveValue('shop ')
  await expect(page.getByTestId('message-row')).toHaveCount(2)
  await page.keyboard.press('ControlOrMeta+z')
  await expect(box(page)).toHaveValue('shop from:zoe ')
  await expect(page.getByTestId('message-row')).toHaveCount(1)
  await page.keyboard.press('Home')
  for (let at = 0; at < 'shop '.length; at++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Delete')
  expect(await selected(page)).toBe('from:zoe ')
  await page.keyboard.press('Delete')
  await expect(box(page)).toHaveValue('shop ')
})

test('a pointer removes a chip, whoever types or not', async ({ page }) => {
  await openLive(page, '/?q=from:zoe+subject:from')
  await expect(chips(page)).toHaveText(['from:zoe', 'subject:from'])
  await chips(page).first().hover({ force: true })
  await page.getByTestId('search-chip-remove').first().click()
  await expect(box(page)).toHaveValue('subject:from')
  await expect(box(page)).not.toBeFocused()
  await expect(page.getByTestId('message-row')).toHaveCount(2)
  await box(page).focus()
  await page.keyboard.press('Home')
  await chips(page).first().hover({ force: true })
  await page.getByTestId('search-chip-remove').first().click()
  await expect(box(page)).toHaveValue('')
  await expect(box(page)).toBeFocused()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(box(page)).toHaveValue('subject:from')
})

test('what is copied is the search, and what a suggestion changed is undone', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openLive(page)
  await expect(page.getByTestId('message-row')).toHaveCount(2)
  await page.keyboard.press('/')
  await page.keyboard.type('shop fro')
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(box(page)).toHaveValue('shop from:ann@shop.test ')
  await expect(chips(page)).toHaveText('from:ann@shop.test')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('ControlOrMeta+c')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('shop from:ann@shop.test ')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(box(page)).not.toHaveValue('shop from:ann@shop.test ')
})

test.describe('with a finger', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 400, height: 800 } })

  test('a chip is removed by its cross, which is always there', async ({ page }) => {
    await page.goto('/?q=shop+from:zoe')
    await expect(page.getByTestId('message-row')).toHaveCount(1)
    await page.getByTestId('search-chip-remove').tap()
    await expect(box(page)).toHaveValue('shop')
    await expect(box(page)).not.toBeFocused()
    await expect(page.getByTestId('message-row')).toHaveCount(2)
  })
})
