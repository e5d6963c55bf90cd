/** While the live stream is down: quiet words at first, then what to look at, also where the sidebar is out of sight. */
import type { Page } from '@playwright/test'
import { expect, openLive, test } from './fixtures.ts'

async function breakable(page: Page) {
  let drop: (() => void) | undefined
  let isReachable = true
  await page.routeWebSocket(/\/api\/stream/, (socket) => {
    if (!isReachable) return void socket.close()
    socket.connectToServer()
    drop = () => void socket.close()
  })
  return {
    breaks() {
      isReachable = false
      drop?.()
    },
    works() {
      isReachable = true
    },
  }
}

test('reconnecting turns into a hint about proxies, and into nothing when it is over', async ({ page }) => {
  const connection = await breakable(page)
  await openLive(page)
  connection.breaks()
  await expect(page.getByTestId('stream-status')).toHaveText('Reconnecting…')
  await expect(page.getByTestId('stream-hint')).toContainText('a proxy between may not pass websockets', { timeout: 30_000 })
  const [words, button] = await Promise.all([
    page.getByTestId('stream-status').boundingBox(),
    page.getByTestId('notifications').boundingBox(),
  ])
  const isBeside = words && button && (words.x + words.width <= button.x || words.y + words.height <= button.y)
  expect(isBeside, 'the words stand under no button').toBe(true)
  connection.works()
  await expect(page.getByTestId('stream-status')).toHaveText('Live', { timeout: 30_000 })
  await expect(page.getByTestId('stream-hint')).toHaveCount(0)
})

test.describe('400 px wide', () => {
  test.use({ viewport: { width: 400, height: 800 } })

  test('the list says so at its foot', async ({ page, send }) => {
    await send({ subject: 'One', text: 'x' })
    const connection = await breakable(page)
    await page.goto('/')
    await expect(page.getByTestId('message-row')).toHaveCount(1)
    await expect(page.getByTestId('offline-strip')).toHaveCount(0)
    connection.breaks()
    await expect(page.getByTestId('offline-strip')).toContainText('Reconnecting…')
    connection.works()
    await expect(page.getByTestId('offline-strip')).toHaveCount(0, { timeout: 30_000 })
  })
})
