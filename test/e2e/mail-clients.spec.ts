/** The page and a mail client beside it: what one of them does is seen in the other, as it happens. */
import type { Page } from '@playwright/test'
import type { RunningApp } from '../harness/app.ts'
import { append, mail, openFilled } from '../imap/imap-app.ts'
import { type ImapDialogue, openImap, openMailbox } from '../imap/raw-imap.ts'
import { expect, openLive, row, test } from './fixtures.ts'

test.use({ flags: ['--imap', '127.0.0.1:0'] })

const place = (page: Page, name: string) => page.locator(`[data-testid="mailbox"][data-name="${name}"]`)

/** A mail client of that name, with one mail in its INBOX. */
const openShop = (app: RunningApp): Promise<ImapDialogue> => openFilled(app, { user: 'shop', messages: 1 })

/** Reads on until a response fits. */
async function responseLike(imap: ImapDialogue, pattern: RegExp): Promise<void> {
  while (!pattern.test(await imap.response()));
}

test('what a mail client moves leaves the list that is looked at, and is in the folder', async ({ page, app }) => {
  await using imap = await openShop(app)
  await append(imap, 'INBOX', mail('Stays'))
  await openLive(page, '/?mailbox=shop')
  await expect(row(page, 'Mail 1')).toBeVisible()
  await imap.ok('CREATE Archive')
  await imap.ok('MOVE 1 Archive')
  await expect(row(page, 'Mail 1')).toHaveCount(0)
  await expect(row(page, 'Stays')).toBeVisible()
  await expect(place(page, 'shop')).toHaveAttribute('title', '1 message, 1 unseen')
  await expect(place(page, 'shop/Archive')).toHaveAttribute('title', 'shop/Archive\n1 message, 1 unseen')
  await place(page, 'shop/Archive').click()
  await expect(row(page, 'Mail 1')).toBeVisible()
  await imap.ok('SELECT Archive')
  await imap.ok('MOVE 1 INBOX')
  await expect(row(page, 'Mail 1')).toHaveCount(0)
  await expect(place(page, 'shop')).toHaveAttribute('title', '2 messages, 2 unseen')
})

test('folders stand beneath their owner by their own names, also where the owner is an address', async ({ page, app }) => {
  const folders = { shop: ['Archive', 'Archive/2026'], 'ann@long-name.example.test': ['Archive'] }
  for (const [user, names] of Object.entries(folders)) {
    await using imap = await openMailbox(app.imap, { user, mailbox: '' })
    for (const name of names) {
      await imap.ok(`CREATE ${name}`)
      await append(imap, name, mail(`In ${name}`))
    }
  }
  await openLive(page)
  const owner = page.getByRole('listitem').filter({ has: page.getByTitle('ann@long-name.example.test', { exact: true }) })
  const folder = owner.getByRole('link', { name: 'ann@long-name.example.test/Archive' })
  await expect(folder).toHaveCount(1)
  await folder.click()
  await expect(row(page, 'In Archive')).toHaveCount(1)
  await expect(place(page, 'shop')).toHaveCount(0)
  for (const own of ['Archive', '2026']) {
    const name = place(page, own === 'Archive' ? 'shop/Archive' : 'shop/Archive/2026').getByText(own, { exact: true })
    await expect(name).toBeVisible()
    expect(await name.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0)
  }
})

test('flags that a mail client sets show at once, and are taken back', async ({ page, app }) => {
  await using imap = await openShop(app)
  await openLive(page, '/?mailbox=shop')
  const shown = row(page, 'Mail 1')
  await expect(shown).toHaveAttribute('data-seen', 'false')
  await imap.ok('STORE 1 +FLAGS (\\Seen)')
  await expect(shown).toHaveAttribute('data-seen', 'true')
  await imap.ok('STORE 1 +FLAGS (\\Flagged)')
  await expect(shown.getByRole('img', { name: 'Pinned' })).toBeVisible()
  await imap.ok('STORE 1 +FLAGS (release)')
  await expect(shown.getByTestId('row-tags')).toContainText('release')
  await expect(page.locator('[data-testid="tag"][data-name="release"]')).toBeVisible()
  await imap.ok('STORE 1 FLAGS ()')
  await expect(shown).toHaveAttribute('data-seen', 'false')
  await expect(shown.getByRole('img', { name: 'Pinned' })).toHaveCount(0)
  await expect(shown.getByTestId('row-tags')).toHaveCount(0)
})

test('a pin that is set in the page reaches a mail client that idles', async ({ page, app }) => {
  await using imap = await openShop(app)
  imap.write('a IDLE\r\n')
  await responseLike(imap, /^\+ /)
  await openLive(page, '/?mailbox=shop')
  await expect(row(page, 'Mail 1')).toBeVisible()
  await page.keyboard.press('j')
  await expect(row(page, 'Mail 1')).toBeFocused()
  await page.keyboard.press('p')
  await responseLike(imap, /^\* 1 FETCH \(UID \d+ FLAGS \(.*\\Flagged.*\)\)$/)
  await page.keyboard.press('p')
  await responseLike(imap, /^\* 1 FETCH \(UID \d+ FLAGS \((?!.*\\Flagged).*\)\)$/)
})

test('a session of a mail client shows its lines, the password masked, and its end as it comes', async ({ page, app }) => {
  await using imap = await openImap(app.imap)
  await imap.ok('LOGIN shop hush-hush')
  await openLive(page, '/sessions')
  const session = page.getByTestId('session-row').filter({ hasText: 'shop' })
  await expect(session).toHaveAttribute('data-outcome', 'running')
  await session.click()
  const said = page.getByTestId('session-timeline').getByRole('listitem')
  await expect(said.filter({ hasText: 'LOGIN shop (masked)' })).toHaveAttribute('data-from', 'client')
  await imap.ok('SELECT INBOX')
  await imap.ok('LOGOUT')
  await imap.closed
  await expect(session).toHaveAttribute('data-outcome', 'read')
  for (const line of ['SELECT INBOX', 'LOGOUT'])
    await expect(said.filter({ hasText: line })).toHaveAttribute('data-from', 'client')
  await expect(page.getByTestId('session-view')).not.toContainText('hush')
})
