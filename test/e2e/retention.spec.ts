/** What retention removes: said where the list ends, once when it happens, and in the place of an open message. */
import type { RunningApp } from '../harness/app.ts'
import { composeTestMail } from '../harness/sending.ts'
import { expect, openLive, row, test } from './fixtures.ts'

test.describe('three messages are kept', () => {
  test.use({ flags: ['--max-messages', '3'] })

  test('the list ends with how many were removed, by which limits, and what to set to keep more', async ({ page, app }) => {
    await add(app, 5)
    await page.goto('/')
    await expect(page.getByTestId('message-row')).toHaveCount(3)
    const note = page.getByTestId('eviction-note')
    await expect(note).toContainText('2 older messages were removed')
    await expect(note).toContainText(
      'The limits are 2 GiB and 3 messages. Pinned messages stay. To keep more, set --max-storage or --max-messages.',
    )
    await expect(page.getByRole('listbox').getByTestId('eviction-note')).toHaveCount(0)
  })

  test('what goes while it is shown leaves the list; that is announced once, the count goes on', async ({ page, app }) => {
    await add(app, 3)
    await openLive(page)
    await expect(row(page, 'Message 1')).toBeVisible()
    await expect(page.getByTestId('eviction-note')).toHaveCount(0)

    await add(app, 1, { from: 4 })
    await expect(row(page, 'Message 1')).toHaveCount(0)
    await expect(row(page, 'Message 4')).toBeVisible()
    const announced = page.getByText('Old messages are removed to keep within 3 messages')
    await expect(announced).toHaveCount(1)
    await expect(page.getByTestId('eviction-note')).toContainText('1 older message was removed')

    await add(app, 2, { from: 5 })
    await expect(page.getByTestId('eviction-note')).toContainText('3 older messages were removed')
    await expect(page.getByTestId('message-row')).toHaveCount(3)
    await expect(announced).toHaveCount(1)
  })

  test('an open message that goes says so, without asking the server', async ({ page, app }) => {
    await add(app, 3)
    await openLive(page)
    await row(page, 'Message 1').click()
    await expect(page.getByTestId('plain-text')).toBeVisible()
    await add(app, 1, { from: 4 })
    const gone = page.getByTestId('message-gone')
    await expect(gone).toContainText('This message was removed')
    await expect(gone).toContainText('It was one of the oldest. The limits are 2 GiB and 3 messages.')
    await expect(row(page, 'Message 1')).toHaveCount(0)
    await gone.getByRole('button', { name: 'Back to the list' }).click()
    await expect(page.getByTestId('message-row')).toHaveCount(3)
  })
})

test.describe('a list longer than the page holds', () => {
  const KEPT = 160
  test.use({ flags: ['--max-messages', String(KEPT)] })

  for (const mailbox of ['', 'checkout'])
    test(`neither moves nor is read anew while old messages go: ${mailbox || 'all mail'}`, async ({ page, app }) => {
      await add(app, KEPT, { mailbox: 'checkout' })
      await openLive(page, mailbox && `/?mailbox=${mailbox}`)
      const list = page.getByTestId('message-list')
      await expect(row(page, `Message ${KEPT}`)).toBeVisible()
      await list.evaluate((element) => element.scrollTo({ top: 1000 }))
      const shown = row(page, 'Message 145')
      const before = await shown.boundingBox()
      const asked: string[] = []
      page.on('request', (request) => {
        if (request.url().includes('/api/messages')) asked.push(request.url())
      })
      const added = 5
      await add(app, added, { mailbox: 'checkout', from: KEPT + 1 })
      await expect(page.getByTestId('new-pill')).toHaveText(`${added} new`)
      await expect(page.getByTestId('mailbox').filter({ hasText: 'checkout' })).toHaveAttribute(
        'title',
        `${KEPT} messages, ${KEPT} unseen`,
      )
      expect(await shown.boundingBox()).toEqual(before)
      expect(asked).toEqual([])

      await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
      await expect(page.getByTestId('message-row').last()).toContainText(`Message ${added + 1}`)
      await expect(page.getByTestId('eviction-note')).toBeInViewport()
      await expect(page.getByTestId('eviction-note')).toContainText(`${added} older messages were removed`)
      await page.getByTestId('new-pill').click()
      await expect(page.getByTestId('message-row').first()).toContainText(`Message ${KEPT + added}`)
      await expect(page.getByTestId('message-row').first()).toHaveAttribute('aria-setsize', String(KEPT))
    })
})

test.describe('limits of single mailboxes', () => {
  test.use({ flags: ['--max-storage', 'none', '--mailbox-limits', 'ci-*:max-messages=2,max-age=7d'] })

  test('are said where they hold', async ({ page, app }) => {
    await add(app, 3, { mailbox: 'ci-1' })
    await add(app, 1, { mailbox: 'other' })
    await page.goto('/')
    const note = page.getByTestId('eviction-note')
    await expect(note).toContainText('1 older message was removed')
    await expect(note).toContainText('Single mailboxes have limits. Pinned messages stay. To keep more, set --mailbox-limits.')
    await page.getByTestId('mailbox').filter({ hasText: 'ci-1' }).click()
    await expect(note).toContainText('The limits are 2 messages and an age of 7 days for ci-1.')
    await page.getByTestId('mailbox').filter({ hasText: 'other' }).click()
    await expect(page.getByTestId('message-row')).toHaveCount(1)
    await expect(note).toHaveCount(0)
  })
})

test.describe('messages that get too old', () => {
  test.use({ flags: ['--max-storage', 'none', '--max-age', '100ms'] })

  test('leave a list that does not wait for the first mail', async ({ page, app }) => {
    await openLive(page)
    await expect(page.getByTestId('empty-state')).toContainText('Waiting for the first mail')
    await add(app, 2)
    const empty = page.getByTestId('empty-state')
    await expect(empty).toContainText('Waiting for new mail')
    await expect(empty).toContainText('2 older messages were removed')
    await expect(empty).toContainText('The limit is an age of 100 ms. Pinned messages stay. To keep more, set --max-age.')
  })
})

/** Named `Message 1` and so on. */
async function add(app: RunningApp, count: number, { from = 1, mailbox }: { from?: number; mailbox?: string } = {}) {
  for (let i = from; i < from + count; i++)
    await app.client.add(composeTestMail({ subject: `Message ${i}`, ...(mailbox !== undefined && { mailbox }) }))
}
