/**
 * Every screen once, by name and with the way to it. The accessibility test and `npm run screens` walk this table: a screen that
 * is added here joins both.
 */
import { limitFileSize } from '../../harness/file-size.ts'
import { expect } from '../fixtures.ts'
import { DIALOG_SCREENS } from './dialog-screens.ts'
import { LIST_SCREENS } from './list-screens.ts'
import { fillMailbox } from './mailbox.ts'
import { READER_SCREENS } from './reader-screens.ts'
import { nothing, openList, type Screen, type Stage } from './stage.ts'

/** What the browser says of pictures and scripts of mails that are refused, and of answers that are errors. */
export const COMPLAINTS = /Content Security Policy|Blocked|ERR_|Failed to load/

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="160"><rect width="480" height="160" fill="#8ab"/></svg>'

/** Nothing moves on it, and remote pictures come from here. */
export async function openScreen({ fill = fillMailbox, open }: Screen, stage: Stage): Promise<void> {
  await stage.page.emulateMedia({ reducedMotion: 'reduce' })
  await stage.page.route('https://*.example.com/**', (route) => route.fulfill({ contentType: 'image/svg+xml', body: PICTURE }))
  await fill(stage)
  await open(stage)
}

const OTHER_SCREENS: readonly Screen[] = [
  {
    name: 'sessions',
    async open({ page }) {
      await page.goto('/sessions')
      await expect(page.getByTestId('session-row').filter({ hasText: 'worker.test' })).toBeVisible()
    },
  },
  {
    name: 'sessions-none',
    fill: nothing,
    async open({ page }) {
      await page.goto('/sessions')
      await expect(page.getByTestId('no-sessions')).toBeVisible()
    },
  },
  {
    name: 'sessions-one',
    async open({ page }) {
      await page.goto('/sessions')
      await page.getByTestId('session-row').filter({ hasText: 'worker.test' }).click()
      await expect(page.getByTestId('session-reason')).toBeVisible()
    },
  },
  {
    name: 'mail-client',
    fill: nothing,
    flags: ['--imap', '127.0.0.1:0', '--pop3', '127.0.0.1:0', '--tls'],
    async open({ page }) {
      await page.goto('/mail-client?mailbox=shop')
      await expect(page.getByTestId('incoming-settings')).toBeVisible()
    },
  },
  {
    name: 'mail-client-mutt',
    flags: ['--imap', '127.0.0.1:0'],
    async open({ page }) {
      await page.goto('/mail-client')
      await page.getByRole('tab', { name: 'mutt' }).click()
      await expect(page.getByTestId('download-muttrc')).toBeVisible()
    },
  },
  {
    name: 'mail-client-off',
    fill: nothing,
    async open({ page }) {
      await page.goto('/mail-client')
      await expect(page.getByTestId('mail-client-off')).toBeVisible()
    },
  },
  {
    name: 'trouble-offline',
    async open({ page }) {
      await page.routeWebSocket(/\/api\/stream/, (socket) => void socket.close())
      await openList({ page })
      await expect(page.getByTestId('stream-hint')).toBeVisible({ timeout: 30_000 })
    },
  },
  {
    name: 'trouble-storage',
    async open({ page, app, send }) {
      await limitFileSize(app, 0)
      await expect(send({ subject: 'Refused', text: 'x' })).rejects.toMatchObject({ responseCode: 452 })
      await openList({ page })
      await expect(page.getByTestId('storage-banner')).toBeVisible()
    },
  },
  {
    name: 'trouble-list',
    async open({ page }) {
      const problem = { type: 'about:blank', title: 'x', status: 503, code: 'unavailable', detail: 'The search took too long' }
      await page.route(/\/api\/messages\?.*q=order/, (route) =>
        route.fulfill({ status: 503, contentType: 'application/problem+json', json: problem }),
      )
      await page.goto('/?q=order')
      await expect(page.getByRole('alert')).toContainText('Could not search')
    },
  },
]

export const SCREENS: readonly Screen[] = [...LIST_SCREENS, ...DIALOG_SCREENS, ...READER_SCREENS, ...OTHER_SCREENS]
