/** What opens over the list: the palette, the dialogs, the tag picker. */
import type { Page } from '@playwright/test'
import { expect } from '../fixtures.ts'
import { openList, type Screen } from './stage.ts'

async function fromListMenu(page: Page, action: string): Promise<void> {
  await page.getByLabel('More for this list').click()
  await page.getByTestId(action).click()
  await expect(page.getByRole('dialog')).toBeVisible()
}

export const DIALOG_SCREENS: readonly Screen[] = [
  {
    name: 'palette',
    async open({ page }) {
      await openList({ page })
      await page.keyboard.press('ControlOrMeta+k')
      await expect(page.getByTestId('palette-item').first()).toBeVisible()
    },
  },
  {
    name: 'palette-found',
    async open({ page }) {
      await openList({ page })
      await page.keyboard.press('ControlOrMeta+k')
      await page.getByTestId('palette-input').fill('in')
      await expect(page.getByTestId('palette-list')).toContainText('Invoice 2026-118')
    },
  },
  {
    name: 'palette-nothing',
    async open({ page }) {
      await openList({ page })
      await page.keyboard.press('ControlOrMeta+k')
      await page.getByTestId('palette-input').fill('subject:"')
      await expect(page.getByTestId('palette-item')).toHaveCount(0)
    },
  },
  {
    name: 'dialog-shortcuts',
    async open({ page }) {
      await openList({ page })
      await page.keyboard.press('?')
      await expect(page.getByRole('dialog')).toContainText('Keyboard shortcuts')
    },
  },
  {
    name: 'dialog-connect',
    async open({ page }) {
      await openList({ page })
      await page.keyboard.press('ControlOrMeta+k')
      await page.getByTestId('palette-input').fill('connect')
      await page.keyboard.press('Enter')
      await expect(page.getByTestId('snippet-nodemailer')).toBeVisible()
    },
  },
  {
    name: 'dialog-delete',
    async open({ page }) {
      await openList({ page })
      await fromListMenu(page, 'action-delete-all')
      await expect(page.getByTestId('delete-details')).toBeVisible()
    },
  },
  {
    name: 'dialog-export',
    async open({ page }) {
      await openList({ page })
      await fromListMenu(page, 'action-export')
      await expect(page.getByTestId('export-zip')).toBeVisible()
    },
  },
  {
    name: 'dialog-not-added',
    async open({ page }) {
      await openList({ page })
      const files = [{ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('x') }]
      await page.getByTestId('import-input').setInputFiles(files)
      await expect(page.getByTestId('import-reason')).toBeVisible()
    },
  },
  {
    name: 'dialog-tag-rules',
    async open({ page, app }) {
      await app.client.addTagRule({ q: 'from:ci@example.test', tag: 'build' })
      await app.client.addTagRule({ pattern: { of: 'subject', expression: 'release (\\d+)' }, tag: 'release-$1', enabled: false })
      await openList({ page })
      await fromListMenu(page, 'action-tag-rules')
      await expect(page.getByTestId('tag-rule')).toHaveCount(2)
    },
  },
  {
    name: 'dialog-tag-rules-none',
    async open({ page }) {
      await openList({ page })
      await fromListMenu(page, 'action-tag-rules')
      await expect(page.getByTestId('add-tag-rule')).toBeVisible()
    },
  },
  {
    name: 'dialog-tag-rules-form',
    async open({ page }) {
      await openList({ page })
      await fromListMenu(page, 'action-tag-rules')
      await page.getByTestId('add-tag-rule').click()
      await page.getByTestId('rule-search').fill('order')
      await page.getByTestId('rule-pattern').check()
      await page.getByTestId('rule-expression').fill('order')
      await page.getByTestId('rule-tag').fill('orders')
      await page.getByTestId('try-rule').click()
      await expect(page.getByTestId('rule-trial')).toBeVisible()
    },
  },
  {
    name: 'tag-picker',
    async open({ page }) {
      await openList({ page })
      await page.keyboard.press('j')
      await page.keyboard.press('t')
      await page.getByTestId('tag-input').fill('re')
      await expect(page.getByTestId('tag-picker').getByRole('option').first()).toBeVisible()
    },
  },
]
