/** The reader: each of its views, and what opens over it. */
import { expect, mail } from '../fixtures.ts'
import type { Screen, Stage } from './stage.ts'

/** @param place what follows the id in the address: `source`, `structure#part-2` */
async function openMail({ page, app }: Stage, q: string, place: string): Promise<void> {
  const { messages } = await app.client.list({ q })
  await page.goto(`/m/${messages[0]?.id}/${place}`)
  await expect(page.getByTestId('recipients')).toBeVisible()
}

/** The screen when `testId` is there. */
function view(name: string, q: string, place: string, testId: string): Screen {
  return {
    name: `reader-${name}`,
    async open(stage) {
      await openMail(stage, q, place)
      await expect(stage.page.getByTestId(testId).first()).toBeVisible()
    },
  }
}

/** A mail in its frame, and then `open`. */
function preview(name: string, q: string, open: (stage: Stage) => Promise<void> = () => Promise.resolve()): Screen {
  return {
    name: `reader-${name}`,
    async open(stage) {
      await openMail(stage, q, 'preview')
      await expect(mail(stage.page).locator('body')).toBeVisible()
      await open(stage)
    },
  }
}

/** A panel or menu over the mail. */
function panel(name: string, q: string, button: string, testId: string): Screen {
  return preview(name, q, async ({ page }) => {
    await page.getByTestId(button).click()
    await expect(page.getByTestId(testId)).toBeVisible()
  })
}

export const READER_SCREENS: readonly Screen[] = [
  preview('preview', 'subject:confirm'),
  preview('preview-phone-dark', 'subject:confirm', async ({ page }) => {
    await page.getByTestId('width-320').click()
    await page.getByTestId('theme-author-dark').click()
    await expect.poll(async () => (await page.getByTestId('mail-frame').boundingBox())?.height).toBeGreaterThan(200)
  }),
  preview('preview-attachments', 'subject:invoice'),
  preview('preview-lost', 'subject:november', async ({ page }) => {
    await page.getByTestId('toggle-images').click()
    await page.getByTestId('theme-author-dark').click()
    await expect(page.getByTestId('lost-bar')).toBeVisible()
  }),
  preview('preview-right-to-left', 'from:anat'),
  view('long', 'subject:donau', 'preview', 'plain-text'),
  {
    name: 'reader-recipients',
    async open(stage) {
      await openMail(stage, 'subject:readers', 'text')
      await stage.page.getByTestId('all-recipients').click()
      await expect(stage.page.getByTestId('recipients')).toContainText('reader-500@example.test')
    },
  },
  view('bare', '"No subject, no sender"', 'preview', 'plain-text'),
  panel('panel-link', 'subject:confirm', 'open-link', 'link-panel'),
  panel('panel-unsubscribe', 'subject:november', 'unsubscribe', 'unsubscribe-info'),
  panel('panel-remote', 'subject:november', 'remote-content', 'remote-hosts'),
  panel('panel-menu', 'subject:confirm', 'preview-more', 'open-alone'),
  {
    name: 'reader-panel-invitation',
    async open(stage) {
      await openMail(stage, 'subject:review', 'preview')
      await stage.page.getByTestId('calendar-invite').click()
      await expect(stage.page.getByTestId('invite-when')).toBeVisible()
    },
  },
  view('text', 'subject:shipped', 'text', 'text-differences'),
  view('headers', 'subject:confirm', 'headers', 'header-fields'),
  view('source', 'subject:invoice', 'source', 'source'),
  view('source-line', 'subject:broken', 'source#line-3', 'source'),
  view('structure', 'subject:invoice', 'structure', 'part-tree'),
  view('structure-image', 'subject:invoice', 'structure#part-3', 'part-detail'),
  view('structure-calendar', 'subject:review', 'structure#part-1.2', 'part-detail'),
  view('session', 'subject:confirm', 'session', 'session-timeline'),
  view('session-none', '"No subject, no sender"', 'session', 'no-session'),
  view('checks', 'subject:broken', 'checks', 'finding'),
  view('checks-none', 'subject:launch', 'checks', 'no-findings'),
  view('compare-choose', 'subject:shipped', 'compare', 'compare-candidate'),
  {
    name: 'reader-compare',
    async open(stage) {
      await openMail(stage, 'subject:shipped', 'compare')
      await stage.page.getByTestId('compare-candidate').first().click()
      await expect(stage.page.getByTestId('diff-text')).toBeVisible()
    },
  },
  {
    name: 'reader-gone',
    async open({ page }) {
      await page.goto('/m/nowhere/preview')
      await expect(page.getByTestId('message-gone')).toBeVisible()
    },
  },
]
