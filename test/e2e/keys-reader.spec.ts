/** The reader by keys alone: its tabs and what is in them, what stands above them, and what is done with the mail. */
import type { SendMailOptions } from 'nodemailer'
import { expect, mail, openLive, row } from './fixtures.ts'
import { focused, press, tabTo, test, type } from './keys.ts'

const LINK = 'https://shop.example.com/confirm'
const CONFIRM: SendMailOptions = {
  subject: 'Confirm',
  text: 'Your code is 402913',
  html: `<p>Your code is <b>402913</b></p><img src="cid:none@x" alt=""><a href="${LINK}" style="padding:8px">Confirm address</a>`,
  attachments: [{ filename: 'a.txt', content: 'x' }],
}
const LETTER: SendMailOptions = {
  from: 'zoe@x.test',
  subject: 'Newsletter',
  text: 'x',
  to: Array.from({ length: 30 }, (_, index) => `reader${index}@x.test`),
  headers: { 'List-Unsubscribe': '<https://x.test/u>' },
}

test.beforeEach(async ({ page, send }) => {
  for (const each of [LETTER, { subject: 'Confirm', text: 'An older one' }, CONFIRM]) await send(each)
  await openLive(page)
  await expect(page.getByTestId('message-row')).toHaveCount(3)
  await press(page, 'j', 'Enter')
  await expect(mail(page).getByText('Your code')).toBeVisible()
})

test('the tabs: by their digits, and by arrows', async ({ page }) => {
  for (const [index, tab] of ['preview', 'text', 'headers', 'source', 'structure', 'session', 'checks'].entries()) {
    await press(page, String(index + 1))
    await expect(page.getByTestId(`tab-${tab}`)).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByTestId(`panel-${tab}`)).toBeVisible()
  }
  await tabTo(page, 'tab-checks')
  await press(page, 'ArrowLeft')
  await focused(page, 'tab-session')
  await press(page, 'Home', 'Enter')
  await focused(page, 'tab-preview')
  await expect(mail(page).getByText('Your code')).toBeVisible()
  // Where a tab goes with what had the focus in it, its name has it.
  await tabTo(page, 'preview-more')
  await press(page, '3')
  await focused(page, 'tab-headers')
})

test('text and headers: their views, their filter, what is copied', async ({ page }) => {
  await press(page, '2')
  await tabTo(page, 'text-view-both')
  await press(page, 'ArrowLeft')
  await focused(page, 'text-view-text')
  await press(page, 'Enter')
  await expect(page.getByTestId('html-text')).toHaveCount(0)
  await tabTo(page, '[data-testid="panel-text"] button[title^="Copy"]')
  await press(page, 'Enter')
  await tabTo(page, 'plain-text')
  await tabTo(page, 'attachment')

  await press(page, '3')
  await tabTo(page, 'tab-headers', 'Shift+Tab')
  await tabTo(page, 'header-filter')
  await type(page, 'subject')
  await expect(page.getByTestId('header-fields')).not.toContainText('Message-ID')
  await tabTo(page, 'as-sent')
  await press(page, 'Space')
  await expect(page.getByTestId('as-sent')).toHaveAttribute('aria-pressed', 'true')
  await press(page, 'Tab', 'Enter')
})

test('source and structure: from part to part, and from one to the other', async ({ page }) => {
  await press(page, '4')
  await tabTo(page, 'source-go-to')
  await press(page, 'Enter', 'ArrowDown', 'ArrowDown', 'Enter')
  await expect(page).toHaveURL(/#part-1/)
  await focused(page, 'source-go-to')
  await tabTo(page, 'source-download')
  await tabTo(page, 'source')

  await press(page, '5')
  await tabTo(page, '[data-testid="part"][tabindex="0"]')
  await press(page, 'ArrowDown', 'ArrowDown', 'End')
  await expect(page.getByTestId('part').last()).toBeFocused()
  await tabTo(page, 'part-download')
  await tabTo(page, 'part-to-source')
  await press(page, 'Enter')
  await focused(page, 'source')
})

test('session and checks: to the session, and to where a finding is', async ({ page }) => {
  await press(page, '7')
  await tabTo(page, 'severity-all')
  await press(page, 'ArrowRight')
  await tabTo(page, 'checks')
  await expect(page.getByTestId('finding').first()).toBeVisible()
  await tabTo(page, 'to-source')
  await press(page, 'Enter')
  await focused(page, 'source')
  await press(page, '6')
  await tabTo(page, 'open-session')
  await press(page, 'Enter')
  await expect(page.getByTestId('session-view')).toBeVisible()
})

test('quick actions: the code, the link, how to unsubscribe; all recipients', async ({ page }) => {
  await tabTo(page, 'copy-code')
  await press(page, 'Enter')
  await expect(page.getByTestId('copy-code').locator('[aria-live="polite"]')).toContainText('Copied')
  await focused(page, 'copy-code')
  await press(page, 'Tab', 'Enter')
  await focused(page, 'open-address')
  await tabTo(page, 'open-against')
  await type(page, 'localhost:3000')
  await expect(page.getByTestId('link-address')).toHaveText('http://localhost:3000/confirm')
  await press(page, 'Escape')
  await focused(page, 'open-link')
  await press(page, 'o', 'Escape')
  await focused(page, 'open-link')

  await press(page, 'j', 'j')
  await expect(page.getByTestId('reader')).toContainText('Newsletter')
  await tabTo(page, 'all-recipients')
  await press(page, 'Enter')
  await focused(page, 'all-recipients')
  await tabTo(page, 'unsubscribe')
  await press(page, 'Enter', 'ArrowDown', 'Escape')
  await focused(page, 'unsubscribe')
})

test('tagged, pinned, marked, and the tag taken off', async ({ page }) => {
  await tabTo(page, 'action-seen')
  await press(page, 'Enter')
  await expect(row(page, 'Confirm').first()).toHaveAttribute('data-seen', 'false')
  await focused(page, 'action-seen')
  await press(page, 'Tab', 'Enter')
  await expect(page.getByTestId('action-pin')).toHaveAttribute('aria-pressed', 'true')
  await focused(page, 'action-pin')
  await tabTo(page, 'add-tag')
  await press(page, 'Enter')
  await focused(page, 'tag-input')
  await type(page, 'release')
  await press(page, 'Enter', 'Escape')
  await focused(page, 'add-tag')
  await expect(page.getByTestId('message-tag')).toHaveCount(1)
  await press(page, 'Shift+Tab')
  await focused(page, 'remove-tag')
  await press(page, 'Enter')
  await expect(page.getByTestId('message-tag')).toHaveCount(0)
  await focused(page, 'add-tag')
})

test('to the last mail and back by the buttons, which stay where the focus is; one is deleted', async ({ page }) => {
  await tabTo(page, 'action-next')
  await press(page, 'Enter')
  await expect(page.getByTestId('position')).toContainText('2 of 3')
  await focused(page, 'action-next')
  await press(page, 'Enter')
  await expect(page.getByTestId('position')).toContainText('3 of 3')
  await expect(page.getByTestId('action-next')).toBeDisabled()
  await focused(page, 'action-next')
  await press(page, 'Shift+Tab', 'Enter')
  await expect(page.getByTestId('position')).toContainText('2 of 3')
  await focused(page, 'action-previous')
  await tabTo(page, 'action-delete', 'Shift+Tab')
  await press(page, 'Enter')
  await expect(page.getByTestId('position')).toContainText('2 of 2')
  await expect(row(page, 'Newsletter')).toBeFocused()
  await tabTo(page, 'action-close')
  await press(page, 'Enter')
  await expect(page.getByTestId('reader')).toHaveCount(0)
  await expect(row(page, 'Newsletter')).toBeFocused()
})

test('compared with another', async ({ page }) => {
  await tabTo(page, 'action-compare')
  await press(page, 'Enter')
  await tabTo(page, 'compare-search')
  await tabTo(page, 'compare-candidate')
  await press(page, 'Enter')
  await expect(page.getByTestId('diff')).toBeVisible()
  await tabTo(page, 'compare-mask', 'Shift+Tab')
  await press(page, 'Space')
  await focused(page, 'compare-mask')
  await press(page, 'Tab', 'Enter')
  await tabTo(page, 'compare-candidate')
  await tabTo(page, 'compare-close', 'Shift+Tab')
  await press(page, 'Enter')
  await expect(page.getByTestId('tab-preview')).toHaveAttribute('aria-selected', 'true')
})
