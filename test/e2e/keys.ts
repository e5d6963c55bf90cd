/**
 * Keys alone: no pointer, and no focus that the test gives. After each key something in sight has the focus and looks like it,
 * unlike it looks without (WCAG 2.4.7).
 */
import type { Page } from '@playwright/test'
import { test as base, expect, mail } from './fixtures.ts'

/** More stops than any screen has. */
const MAX_STOPS = 80

export const test = base.extend({
  page: async ({ page, context }, use) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.addInitScript(() => {
      const pointed: string[] = []
      Object.assign(window, { pointed })
      for (const name of ['pointermove', 'pointerdown', 'wheel'])
        addEventListener(name, (event) => event.isTrusted && pointed.push(name), { capture: true, passive: true })
    })
    await use(page)
    expect(await page.evaluate(() => Reflect.get(window, 'pointed')), 'no pointer was used').toEqual([])
  },
})

/** Nothing, or what is wrong with the focus. */
function whatIsWrong(): string {
  interface Held {
    element: Element
    look: string
  }
  /** Of what may show it: itself, or the box around it. */
  const around = (element: Element) =>
    [element, element.parentElement, element.parentElement?.parentElement].filter((each) => each instanceof Element)
  const outlineOf = ({ outlineStyle, outlineWidth, outlineColor }: CSSStyleDeclaration) =>
    outlineStyle === 'none' || Number.parseFloat(outlineWidth) === 0 ? '' : `${outlineWidth} ${outlineColor}`
  const lookOf = (element: Element) =>
    [
      ...around(element).map((each) => `${outlineOf(getComputedStyle(each))}/${getComputedStyle(each).boxShadow}`),
      // A divider is a line, which becomes a thicker one; the item of a menu is marked by its ground.
      element.matches('hr') && getComputedStyle(element, '::after').width,
      element.matches('[role^="menuitem"]') && getComputedStyle(element).backgroundColor,
    ].join(' ')
  // What lies over everything else has it as a whole, or shows where one types.
  const isWhole = (element: Element) => element.matches('[role="dialog"], [role="dialog"] input[role="combobox"]')

  const element = document.activeElement
  // Behind the last stop of the page the browser has it.
  if (!document.hasFocus()) return ''
  if (!element || element === document.body) return 'nothing has the focus'
  const name = element.outerHTML.slice(0, 200)
  const { top, bottom, left, right } = element.getBoundingClientRect()
  if (bottom <= 0 || right <= 0 || top >= innerHeight || left >= innerWidth) return `the focus is out of sight: ${name}`
  if (element.closest('[inert], [aria-hidden="true"]')) return `the focus is where nobody gets: ${name}`
  if (!isWhole(element)) {
    if (!element.matches(':focus-visible, iframe')) return `the focus is not to be seen: ${name}`
    const isMarked =
      around(element).some((each) => outlineOf(getComputedStyle(each)) !== '' || getComputedStyle(each).boxShadow !== 'none') ||
      (element.matches('hr') && Number.parseFloat(getComputedStyle(element, '::after').width) >= 2) ||
      element.matches('[role^="menuitem"][data-highlighted]')
    if (!isMarked) return `the focus cannot be seen: ${name}`
  }
  const held = Reflect.get(window, 'heldFocus') as Held | undefined
  if (
    held &&
    held.element !== element &&
    held.element.isConnected &&
    !around(held.element).some((each) => each.contains(element))
  )
    if (!isWhole(held.element) && lookOf(held.element) === held.look)
      return `it looks the same with the focus: ${held.element.outerHTML.slice(0, 200)}`
  Object.assign(window, { heldFocus: { element, look: lookOf(element) } satisfies Held })
  return ''
}

/** What the browser has not painted yet nobody has seen, and the focus moves until then. */
const frames = () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))

export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key)
    await page.evaluate(frames)
    await focusIsInSight(page, key)
  }
}

/** Types into what has the focus. */
export async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text)
  await focusIsInSight(page, text)
}

async function focusIsInSight(page: Page, after: string): Promise<void> {
  await expect.poll(() => page.evaluate(whatIsWrong), { message: `the focus after ${after}` }).toBe('')
  if (await isFocused(page, id('mail-frame'))) await mailHearsKeys(page)
}

/** Its document is one of another process, which gets the keys a moment after the frame got the focus. */
export async function mailHearsKeys(page: Page): Promise<void> {
  await expect(async () => {
    await focused(page, 'mail-frame')
    expect(
      await mail(page)
        .locator('html')
        .evaluate(() => document.hasFocus()),
    ).toBe(true)
  }).toPass()
}

/** From stop to stop until it is reached, each of them in sight. */
export async function tabTo(page: Page, wanted: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const selector = wanted.includes('[') ? wanted : id(wanted)
  await expect(page.locator(selector).first()).toBeAttached()
  for (let stops = 0; stops < MAX_STOPS; stops++) {
    if (await isFocused(page, selector)) return
    await press(page, key)
  }
  throw new Error(`${wanted} is not reached by ${key}`)
}

const id = (name: string) => `[data-testid="${name}"]`
const isFocused = (page: Page, selector: string) =>
  page.evaluate((wanted) => document.activeElement === document.querySelector(wanted), selector)

export const focused = (page: Page, name: string) => expect(page.getByTestId(name).first()).toBeFocused()
