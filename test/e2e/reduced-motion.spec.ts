/** Who asks the system for less motion gets none (WCAG 2.3.3): things are there, or they are not. */
import type { Page } from '@playwright/test'
import { expect, openLive, row, test } from './fixtures.ts'

/** What was ever started, also what was over before anybody could look. */
async function countMotion(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const moved: string[] = []
    Object.assign(window, { moved })
    for (const name of ['animationstart', 'transitionrun'] as const)
      addEventListener(name, ({ target }) => void moved.push(`${name} ${(target as Element).outerHTML.slice(0, 120)}`), true)
  })
}

const moved = (page: Page) => page.evaluate(() => [...Reflect.get(window, 'moved'), ...document.getAnimations().map(String)])

/** Whatever fades, slides or turns somewhere. */
async function walk(page: Page, send: (mail: { subject: string; text: string }) => Promise<void>): Promise<void> {
  await send({ subject: 'First', text: 'x' })
  await openLive(page)
  await expect(row(page, 'First')).toBeVisible()
  await send({ subject: 'Arrives', text: 'x' })
  await expect(row(page, 'Arrives')).toBeVisible()
  await row(page, 'Arrives').hover()
  await row(page, 'Arrives').click()
  await expect(page.getByTestId('plain-text')).toBeVisible()
  await page.getByTestId('action-pin').hover()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByTestId('palette')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('#')
  await expect(page.getByTestId('toast-undo')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('action-pin')).toBeHidden()
  await page.setViewportSize({ width: 800, height: 800 })
  await page.getByTestId('open-nav').click()
  await expect(page.getByTestId('open-connect')).toBeVisible()
}

test('nothing moves for those who want no motion', async ({ page, send }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await countMotion(page)
  await walk(page, send)
  expect(await moved(page)).toEqual([])
})

test('for all others something does, so that the test above would notice', async ({ page, send }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await countMotion(page)
  await walk(page, send)
  expect(await moved(page)).not.toEqual([])
})
