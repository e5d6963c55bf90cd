/** The text as sent, beside what the HTML says. */
import { expect, test } from './fixtures.ts'

test('text and HTML stand side by side, and what only one of them says is marked', async ({ page, app, send }) => {
  await send({
    subject: 'Two forms',
    text: 'Hello Ann,\nTotal: 40 EUR\nhttps://shop.test/1\n> you asked\n',
    html: '<p>Hello <b>Ann</b>,</p><p>Total: 42 EUR</p><p>Unsubscribe</p>',
  })
  const [message] = (await app.client.list()).messages
  await page.goto(`/m/${message?.id}/text`)
  const [text, html] = [page.getByTestId('plain-text'), page.getByTestId('html-text')]
  await expect(html).toContainText('Total: 42 EUR')
  await expect(text.locator('mark').first()).toHaveText('40')
  await expect(html.locator('mark')).toHaveText(['42', 'Unsubscribe'])
  await expect(page.getByTestId('text-differences')).toContainText('only in the text')
  await expect(text.getByRole('link', { name: 'https://shop.test/1' })).toHaveAttribute('rel', /noopener/)

  await page.getByTestId('text-view-text').focus()
  await page.keyboard.press('Enter')
  await expect(html).toHaveCount(0)
  await expect(text.locator('mark')).toHaveCount(0)
  await page.reload()
  await expect(text).toContainText('Total: 40 EUR')
  await expect(html).toHaveCount(0)
})

test('what says the same is told so, and mail without a text part shows what its HTML says', async ({ page, app, send }) => {
  await send({ subject: 'Same', text: 'Hello, Ann', html: '<p>hello ann</p>' })
  await send({ subject: 'HTML alone', html: '<p>Nothing else</p>' })
  const [alone, same] = (await app.client.list()).messages
  await page.goto(`/m/${same?.id}/text`)
  await expect(page.getByTestId('text-differences')).toHaveText('Both say the same')
  await page.goto(`/m/${alone?.id}/text`)
  await expect(page.getByTestId('html-text')).toContainText('Nothing else')
  await expect(page.getByTestId('text-view-text')).toHaveCount(0)
})
