/** Functions by keys alone. After each of them something in sight has the focus, and nothing is lost on the way. */
import type { Page } from '@playwright/test'
import { expect, openLive, row, test } from './fixtures.ts'

/** More stops than any screen has. */
const MAX_STOPS = 80

/** What has the focus cannot be seen by its outline, or by that of the box around it: then this says what it is. */
function whatIsWrong(): string {
  const element = document.activeElement
  if (!element || element === document.body) return 'nothing has the focus'
  const { top, bottom, left, right } = element.getBoundingClientRect()
  const name = element.outerHTML.slice(0, 200)
  if (bottom <= 0 || right <= 0 || top >= innerHeight || left >= innerWidth) return `the focus is out of sight: ${name}`
  const around = [element, element.parentElement, element.parentElement?.parentElement].filter((each) => each instanceof Element)
  const isOutlined = (style: CSSStyleDeclaration) => style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0
  if (around.some((each) => isOutlined(getComputedStyle(each)))) return ''
  // A divider is a line: it becomes a thicker one.
  if (element.matches('hr') && Number.parseFloat(getComputedStyle(element, '::after').width) >= 2) return ''
  // What lies over everything else has it as a whole, or shows where one types.
  if (element.matches('[role="dialog"], [role="dialog"] input[role="combobox"]')) return ''
  // The item of a menu is marked by its ground.
  if (element.matches('[role^="menuitem"][data-highlighted]')) return ''
  return `the focus cannot be seen: ${name}`
}

const focusIsInSight = (page: Page, after: string) =>
  expect.poll(() => page.evaluate(whatIsWrong), { message: `the focus after ${after}` }).toBe('')

/** No hand is faster than two frames, and the focus moves within them. */
const frames = () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key)
    await page.evaluate(frames)
    await focusIsInSight(page, key)
  }
}

/** From stop to stop until it is reached, each of them in sight. */
async function tabTo(page: Page, wanted: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const target = page.locator(wanted).first()
  await expect(target).toBeAttached()
  for (let stops = 0; stops < MAX_STOPS; stops++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await press(page, key)
  }
  throw new Error(`${wanted} is not reached by ${key}`)
}

const id = (name: string) => `[data-testid="${name}"]`
const focused = (page: Page, name: string) => expect(page.getByTestId(name).first()).toBeFocused()

test.beforeEach(async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.addInitScript(() => {
    const pointed: string[] = []
    Object.assign(window, { pointed })
    for (const name of ['pointermove', 'pointerdown', 'wheel'])
      addEventListener(name, (event) => event.isTrusted && pointed.push(name), { capture: true, passive: true })
  })
})

test.afterEach(async ({ page }) => {
  expect(await page.evaluate(() => Reflect.get(window, 'pointed')), 'no pointer was used').toEqual([])
})

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
  test.use({ viewport: { width: 400, height: 800 } })

  test('the drawer, a mail and the way back, by keys', async ({ page, send }) => {
    for (const subject of ['Second', 'First']) await send({ subject, text: subject })
    await page.goto('/')
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
    await tabTo(page, id('action-back'), 'Shift+Tab')
    await press(page, 'Enter')
    await expect(row(page, 'First')).toBeFocused()
  })
})
