/** The list and what belongs to it: its states, the search box, the sidebar. */
import { composeTestMail } from '../../harness/sending.ts'
import { expect } from '../fixtures.ts'
import { nothing, openList, type Screen } from './stage.ts'

export const LIST_SCREENS: readonly Screen[] = [
  {
    name: 'empty',
    fill: nothing,
    async open({ page }) {
      await page.goto('/')
      await expect(page.getByTestId('snippet-nodemailer')).toBeVisible()
    },
  },
  {
    name: 'empty-mailbox',
    async open({ page }) {
      await page.goto('/?mailbox=nobody')
      await expect(page.getByTestId('snippet-nodemailer')).toBeVisible()
    },
  },
  { name: 'list', open: openList },
  {
    name: 'list-arrived-above',
    async fill({ app }) {
      for (let i = 1; i <= 30; i++) await app.client.add(composeTestMail({ subject: `Message ${i}` }))
    },
    async open({ page, send }) {
      await openList({ page })
      await page.getByTestId('message-list').evaluate((element) => element.scrollTo({ top: 600 }))
      await send({ subject: 'New one', text: 'x' })
      await expect(page.getByTestId('new-pill')).toBeVisible()
    },
  },
  {
    name: 'list-menu',
    async open({ page }) {
      await openList({ page })
      await page.getByLabel('More for this list').click()
      await expect(page.getByTestId('action-delete-all')).toBeVisible()
    },
  },
  {
    name: 'list-retention',
    flags: ['--max-messages', '3'],
    async fill({ app }) {
      for (let i = 1; i <= 5; i++) await app.client.add(composeTestMail({ subject: `Message ${i}` }))
    },
    async open({ page }) {
      await openList({ page })
      await expect(page.getByTestId('eviction-note')).toContainText('--max-messages')
    },
  },
  {
    name: 'list-deleted',
    async open({ page }) {
      await openList({ page })
      await page.keyboard.press('j')
      await page.keyboard.press('#')
      await expect(page.getByTestId('toast-undo')).toBeVisible()
    },
  },
  {
    name: 'selection',
    async open({ page }) {
      await openList({ page })
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await page.keyboard.press('Shift+ArrowDown')
      await expect(page.getByTestId('bulk-count')).toHaveText('2 selected')
    },
  },
  {
    name: 'selection-tags',
    async open({ page, app }) {
      await app.client.patch({ select: { q: 'subject:confirm' }, addTags: ['release'] })
      await openList({ page })
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await page.keyboard.press('Shift+ArrowDown')
      await page.keyboard.press('t')
      await expect(page.getByTestId('tag-picker').getByRole('option').first()).toBeVisible()
    },
  },
  {
    name: 'selection-progress',
    async open({ page }) {
      await openList({ page })
      await page.route('**/api/messages', (route) => (route.request().method() === 'PATCH' ? undefined : route.continue()))
      await page.keyboard.press('j')
      // Elsewhere the keys are the browser's own.
      await expect(page.getByTestId('message-row').first()).toBeFocused()
      await page.keyboard.press('ControlOrMeta+a')
      await expect(page.getByTestId('bulk-count')).toContainText('All')
      await page.keyboard.press('e')
      await expect(page.getByTestId('toast-progress')).toBeVisible()
    },
  },
  {
    name: 'search-found',
    async open({ page }) {
      await openList({ page }, '/?q=order')
      await expect(page.getByTestId('list-count')).toHaveText('2 found')
      await expect(page.getByTestId('message-row').locator('mark').first()).toBeVisible()
    },
  },
  {
    name: 'search-suggestions',
    async open({ page }) {
      await openList({ page })
      await page.keyboard.press('/')
      await page.keyboard.type('s')
      await page.keyboard.press('ArrowDown')
      await expect(page.getByTestId('search-suggestions')).toBeVisible()
    },
  },
  {
    name: 'search-chips',
    async open({ page }) {
      await openList({ page }, '/?q=order from:lantern -has:attachment tag:"smoke test" OR is:unseen')
      await expect(page.getByTestId('search-chip').first()).toBeVisible()
      await page.getByTestId('search-chip').first().hover({ force: true })
    },
  },
  {
    name: 'search-chip-selected',
    async open({ page }) {
      await openList({ page }, '/?q=order from:lantern')
      await page.getByTestId('search-input').focus()
      await page.keyboard.press('End')
      await page.keyboard.type(' ')
      await page.keyboard.press('Backspace')
    },
  },
  {
    name: 'search-earlier',
    async open({ page }) {
      await openList({ page })
      for (const q of ['subject:order', 'invoice']) {
        await page.getByTestId('search-input').fill(q)
        await page.keyboard.press('Enter')
        await page.getByTestId('search-clear').click()
      }
      await page.keyboard.press('Escape')
      await page.keyboard.press('/')
      await expect(page.getByTestId('search-suggestions')).toContainText('subject:order')
    },
  },
  {
    name: 'search-mistake',
    async open({ page }) {
      await openList({ page })
      await page.getByTestId('search-input').fill('order is:lost ')
      await expect(page.getByTestId('search-issue')).toBeVisible()
    },
  },
  {
    name: 'search-no-match',
    async open({ page }) {
      await page.goto('/?q=invoice has:code')
      await expect(page.getByTestId('drop-clause')).toBeVisible()
    },
  },
  {
    name: 'search-facets',
    async open({ page }) {
      await openList({ page })
      await page.keyboard.press('f')
      await expect(page.getByTestId('facet').first()).toBeVisible()
    },
  },
  {
    name: 'sidebar',
    async open({ page }) {
      await openList({ page }, '/?q=order')
      await page.getByTestId('search-pin').click()
      const menu = page.getByTestId('open-nav')
      if (await menu.isVisible()) await menu.click()
      await expect(page.getByTestId('pinned-search')).toBeVisible()
      await expect(page.getByTestId('tag').first()).toBeVisible()
    },
  },
]
