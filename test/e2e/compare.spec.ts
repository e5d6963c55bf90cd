/** Two messages of one template, and what differs. */
import { expect, openLive, row, test } from './fixtures.ts'

test('the message before of the same subject is offered, and the comparison tells what differs', async ({ page, send }) => {
  const html = (name: string) => `<p>Hello ${name}</p>`
  await send({ subject: 'Welcome', text: 'Hello Ann', html: html('Ann') })
  await send({ subject: 'Something else', from: 'other@example.test', text: 'x' })
  await send({ subject: 'Welcome', text: 'Hello Bob', html: html('Bob'), headers: { 'X-Campaign': 'autumn' } })
  await openLive(page)
  await row(page, 'Welcome').first().click()
  await page.getByTestId('action-compare').click()
  await expect(page).toHaveURL(/\/compare$/)
  const candidates = page.getByTestId('compare-candidate')
  await expect(candidates).toHaveCount(1)
  await candidates.first().focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/compare#with-\w+$/)
  await expect(page.getByRole('region', { name: 'Compare' })).toBeFocused()
  await expect(page.getByTestId('diff-headers')).toContainText(/X-Campaign.*only here.*autumn/s)
  await expect(page.getByTestId('diff-headers')).not.toContainText('Message-ID')
  await expect(page.getByTestId('diff-text')).toContainText('Hello Bob')
  await expect(page.getByTestId('diff-html')).toContainText('Hello Ann')

  await page.getByTestId('compare-mask').click()
  await expect(page.getByTestId('diff-headers')).toContainText('Message-ID')
  await page.reload()
  await expect(page.getByTestId('diff-headers')).toContainText('Message-ID')

  await page.getByTestId('compare-change').click()
  await page.getByTestId('compare-search').fill('something')
  await expect(candidates).toHaveText([/Something else/])
  await page.getByTestId('compare-close').click()
  await expect(page).toHaveURL(/\/preview$/)
})

test('two that say the same differ in nothing but what is masked', async ({ page, app, send }) => {
  for (let i = 0; i < 2; i++) await send({ subject: 'Twice', text: 'Hello' })
  const [left, right] = (await app.client.list()).messages
  await page.goto(`/m/${left?.id}/compare#with-${right?.id}`)
  await expect(page.getByTestId('diff-equal')).toContainText('Nothing differs')
})

test.describe('400 px wide', () => {
  test.use({ viewport: { width: 400, height: 800 } })

  test('the toolbar is one line, and all of it in sight', async ({ page, app, send }) => {
    for (let i = 0; i < 2; i++)
      await send({ subject: `A long subject that does not fit on a phone ${'and goes on '.repeat(9)}`, text: `${i}` })
    const [left, right] = (await app.client.list()).messages
    await page.goto(`/m/${left?.id}/compare#with-${right?.id}`)
    await expect(page.getByTestId('diff-text')).toBeVisible()
    const bar = page.getByTestId('compare-bar')
    expect((await bar.boundingBox())?.height).toBe(40)
    for (const id of ['compare-close', 'compare-mask', 'compare-change']) {
      const box = await page.getByTestId(id).boundingBox()
      expect((box?.x ?? 400) + (box?.width ?? 400)).toBeLessThanOrEqual(400)
    }
    await expect(page.getByRole('switch', { name: 'Mask what always differs' })).toBeChecked()
  })
})
