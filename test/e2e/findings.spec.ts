/** What is wrong with a mail: a mark in the list, the sentences in the reader. */
import { expect, openLive, row, test } from './fixtures.ts'

test('errors and warnings are counted in the list and told in the reader, with severity, place and rule', async ({
  page,
  send,
}) => {
  await send({ subject: 'Broken image', text: 'Hello', html: '<p>Hello <img alt="" src="cid:logo"></p>' })
  await send({ subject: 'HTML alone', html: '<p>Hello</p>' })
  await send({ subject: 'As it should be', text: 'Hello' })
  await openLive(page)
  await expect(row(page, 'Broken image')).toContainText('1 error')
  await expect(row(page, 'HTML alone')).not.toContainText(/error|warning|finding/)

  await row(page, 'Broken image').click()
  const button = page.getByTestId('findings')
  await expect(button).toHaveText('1 finding')
  await expect(button).toHaveAttribute('aria-expanded', 'false')
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(button).toHaveAttribute('aria-expanded', 'true')
  const list = page.getByRole('region', { name: 'Findings' })
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await expect(list).toContainText('Error')
  await expect(list).toContainText(/cid: names no part · part 2, line \d+, octet \d+/)
  await expect(list).toContainText('“cid:logo” stands in the HTML.')
  await expect(list).toContainText('missing-inline-part')
  await page.keyboard.press('Enter')
  await expect(list).toHaveCount(0)

  await row(page, 'HTML alone').click()
  await expect(button).toHaveText('1 finding')
  await row(page, 'As it should be').click()
  await expect(page.getByTestId('reader')).toContainText('As it should be')
  await expect(button).toHaveCount(0)
})
