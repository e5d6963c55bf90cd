/** A walk through every function with keys alone. After each of them something in sight has the focus, and nothing is lost on the way. */
import type { Page } from '@playwright/test'
import { expect, mail, openLive, row, test } from './fixtures.ts'

const HTML = '<p>Your code is <b>402913</b></p><a href="https://shop.example.com/confirm" style="padding:8px">Confirm address</a>'
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

/** Types into what has the focus. */
async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text)
  await focusIsInSight(page, text)
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

test('from the first Tab through list, reader, selection, search, palette and sessions, and back', async ({
  page,
  app,
  send,
}) => {
  test.setTimeout(180_000)
  await app.client.addTagRule({ q: 'subject:nothing', tag: 'never' })
  for (const subject of ['Receipt', 'Invoice', 'Welcome'])
    await send({ subject, text: `Hello\n${subject}`, attachments: [{ filename: 'a.txt', content: 'x' }] }, 'shop')
  await send({ from: 'zoe@x.test', subject: 'Newsletter', text: 'x', headers: { 'List-Unsubscribe': '<https://x.test/u>' } })
  await send({ subject: 'Confirm', html: HTML })
  await openLive(page)
  await expect(page.getByTestId('message-row')).toHaveCount(5)
  const rows = page.getByTestId('message-row')

  await test.step('Tab reaches the sidebar, the search box, the list and the dividers', async () => {
    await press(page, 'Tab')
    await focused(page, 'open-palette')
    for (const stop of ['mailbox', 'sessions-link', 'theme-menu', 'search-input', 'narrow', 'message-row'])
      await tabTo(page, id(stop))
    await tabTo(page, 'hr[aria-label="Width of the list"]')
    const main = page.locator('main')
    const before = (await main.boundingBox())?.width ?? 0
    await press(page, 'ArrowLeft', 'ArrowLeft')
    expect((await main.boundingBox())?.width).toBe(before - 32)
    await tabTo(page, id('message-row'), 'Shift+Tab')
  })

  await test.step('the list is walked and a mail opened; the reader has everything in reach', async () => {
    await press(page, 'ArrowDown')
    await expect(row(page, 'Newsletter')).toBeFocused()
    await press(page, 'ArrowUp')
    await expect(row(page, 'Confirm')).toBeFocused()
    await press(page, 'Enter')
    await expect(mail(page).getByText('Your code')).toBeVisible()
    for (const [key, tab] of Object.entries(['preview', 'text', 'headers', 'source', 'structure', 'session', 'checks'])) {
      await press(page, String(Number(key) + 1))
      await expect(page.getByTestId(`tab-${tab}`)).toHaveAttribute('aria-selected', 'true')
    }
    await tabTo(page, id('tab-checks'))
    await press(page, 'Home')
    await focused(page, 'tab-preview')
    await press(page, 'Enter')
    await expect(page.getByTestId('tab-preview')).toHaveAttribute('aria-selected', 'true')
    await expect(mail(page).getByText('Your code')).toBeVisible()
    for (const stop of ['width-full', 'theme-light', 'toggle-images', 'zoom', 'preview-more']) await tabTo(page, id(stop))
    await press(page, 'Enter')
    await expect(page.getByTestId('open-alone')).toBeVisible()
    await press(page, 'ArrowDown', 'Escape')
    await focused(page, 'preview-more')
    await tabTo(page, id('mail-frame'))
    await press(page, ']', '[')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog')).toContainText('Keyboard shortcuts')
    await press(page, 'Escape')
    await focused(page, 'mail-frame')
    await press(page, 'd')
    await tabTo(page, id('mail-frame'))
  })

  await test.step('quick actions', async () => {
    await press(page, 'c')
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME')
    await expect(page.getByTestId('copy-code').locator('[aria-live="polite"]')).toContainText('Copied')
    await tabTo(page, id('open-link'), 'Shift+Tab')
    await press(page, 'Enter')
    await focused(page, 'open-address')
    await press(page, 'Escape')
    await focused(page, 'open-link')
    await press(page, 'o', 'Escape')
    await focused(page, 'open-link')
    await press(page, 'j')
    await expect(page.getByTestId('reader')).toContainText('Newsletter')
    await tabTo(page, id('unsubscribe'))
    await press(page, 'Enter', 'ArrowDown', 'Escape')
    await focused(page, 'unsubscribe')
  })

  await test.step('tag, pin, mark, compare', async () => {
    await press(page, 't')
    await type(page, 'release')
    await press(page, 'Enter', 'Escape')
    await focused(page, 'unsubscribe')
    await tabTo(page, id('remove-tag'), 'Shift+Tab')
    await press(page, 'Enter')
    await expect(page.getByTestId('message-tag')).toHaveCount(0)
    await press(page, 'p', 'e')
    await expect(row(page, 'Newsletter')).toHaveAttribute('data-seen', 'false')
    await expect(page.getByTestId('action-pin')).toHaveAttribute('aria-pressed', 'true')
    await tabTo(page, id('action-compare'), 'Shift+Tab')
    await press(page, 'Enter')
    await tabTo(page, id('compare-candidate'))
    await press(page, 'Enter')
    await expect(page.getByTestId('diff')).toBeVisible()
    await tabTo(page, id('compare-close'), 'Shift+Tab')
    await press(page, 'Enter', 'Escape')
    await expect(page.getByTestId('reader')).toHaveCount(0)
    await expect(row(page, 'Newsletter')).toBeFocused()
  })

  await test.step('several are selected, deleted, and are back', async () => {
    await press(page, 'x', 'Shift+ArrowDown', 'Shift+ArrowDown')
    await expect(page.getByTestId('selection-status')).toHaveText('3 selected')
    await press(page, '#')
    await expect(rows).toHaveCount(2)
    await expect(page.getByTestId('toast-undo')).toBeVisible()
    await press(page, 'Alt+t')
    await tabTo(page, id('toast-undo'))
    await press(page, 'Enter')
    await expect(rows).toHaveCount(5)
    await expect(row(page, 'Newsletter')).toBeFocused()
    await press(page, 'x')
    await tabTo(page, id('bulk-clear'), 'Shift+Tab')
    await press(page, 'Tab')
    await focused(page, 'bulk-select-all')
    await press(page, 'Enter')
    await expect(page.getByTestId('bulk-count')).toHaveText('All 5 selected')
    await tabTo(page, id('bulk-export'))
    await press(page, 'Enter')
    await expect(page.getByTestId('export-zip')).toBeVisible()
    await press(page, 'Escape')
    await focused(page, 'bulk-export')
    await tabTo(page, id('bulk-clear'), 'Shift+Tab')
    await press(page, 'Enter')
    await expect(page.getByTestId('bulk-bar')).toHaveCount(0)
  })

  await test.step('search with suggestions, facets, and out again', async () => {
    await press(page, '/')
    await type(page, 'fr')
    await expect(page.getByTestId('search-suggestions')).toBeVisible()
    await press(page, 'Tab', 'ArrowUp', 'Enter')
    await expect(page.getByTestId('search-input')).toHaveValue('from:zoe@x.test ')
    await expect(rows).toHaveCount(1)
    await press(page, 'Tab')
    await focused(page, 'search-pin')
    await press(page, 'Space')
    await expect(page.getByTestId('pinned-search')).toBeVisible()
    await tabTo(page, id('search-input'), 'Shift+Tab')
    await press(page, 'Escape')
    await expect(rows).toHaveCount(5)
    await press(page, 'Escape')
    await expect(page.getByTestId('search-input')).not.toBeFocused()
    await press(page, 'f')
    await expect(page.getByTestId('facet').first()).toBeVisible()
    await press(page, 'ArrowDown', 'Enter')
    await expect(page.getByTestId('facet').first()).toHaveAttribute('aria-pressed', 'true')
    await press(page, 'Escape')
    await focused(page, 'narrow')
    await press(page, '/', 'Escape', 'Escape')
    await expect(rows).toHaveCount(5)
  })

  await test.step('what asks before it acts', async () => {
    await tabTo(page, 'button[aria-label="More for this list"]', 'Shift+Tab')
    await press(page, 'Enter')
    await type(page, 'delete')
    await focused(page, 'action-delete-all')
    await press(page, 'Enter')
    await expect(page.getByTestId('delete-scope')).toBeVisible()
    await expect(page.getByTestId('confirm-delete-all')).toBeEnabled()
    await tabTo(page, id('confirm-delete-all'))
    await press(page, 'Escape')
    await expect(page.getByLabel('More for this list')).toBeFocused()
    await press(page, 'Enter')
    await type(page, 'tag')
    await press(page, 'Enter')
    await tabTo(page, id('change-rule'))
    await press(page, 'Enter')
    await expect(page.getByTestId('rule-form')).toBeVisible()
    await tabTo(page, id('try-rule'))
    await press(page, 'Enter')
    await expect(page.getByTestId('rule-trial')).toBeVisible()
    await press(page, 'Escape', 'Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(page.getByLabel('More for this list')).toBeFocused()
  })

  await test.step('the palette leads to the sessions, keys walk them, and the way leads back', async () => {
    await press(page, 'ControlOrMeta+k')
    await type(page, 'sessions')
    await press(page, 'Enter')
    await expect(page.getByTestId('session-row').first()).toBeVisible()
    await press(page, 'j')
    await expect(page.getByTestId('session-row').first()).toBeFocused()
    await press(page, 'Enter')
    await expect(page.getByTestId('session-view')).toBeVisible()
    await press(page, 'j', 'k', 'Escape')
    await expect(page.getByTestId('session-view')).toHaveCount(0)
    await press(page, 'Enter')
    await tabTo(page, id('session-message'))
    await press(page, 'Enter')
    await expect(page.getByTestId('reader')).toBeVisible()
    await press(page, 'Escape')
    await press(page, 'g', 's')
    await expect(page.getByTestId('session-row').first()).toBeVisible()
    await press(page, 'g', 'i')
    await expect(rows).toHaveCount(5)
    await focusIsInSight(page, 'g i')
  })

  await test.step('theme, connecting an app', async () => {
    await tabTo(page, id('theme-menu'), 'Shift+Tab')
    await press(page, 'Enter', 'ArrowDown', 'Enter')
    await focused(page, 'theme-menu')
    await tabTo(page, id('open-connect'), 'Shift+Tab')
    await press(page, 'Enter')
    await tabTo(page, '[role="tab"]')
    await press(page, 'ArrowRight', 'Escape')
    await focused(page, 'open-connect')
  })
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
