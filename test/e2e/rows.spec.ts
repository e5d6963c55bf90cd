/** What a row says of its mail. */
import { expect, openLive, row, test } from './fixtures.ts'

test('the code stands in its row, and a click on it opens the mail', async ({ page, send }) => {
  await send({ subject: 'Sign in', text: 'Your verification code is 402 913.' })
  await send({ subject: 'Invoice', text: 'Nothing to copy' })
  await openLive(page)
  const code = row(page, 'Sign in').getByTestId('row-code')
  await expect(code).toHaveText('Code 402913')
  expect(await code.evaluate((element) => getComputedStyle(element).fontVariantNumeric)).toBe('tabular-nums')
  await expect(row(page, 'Invoice').getByTestId('row-code')).toHaveCount(0)
  await code.click()
  await expect(page.getByTestId('reader')).toContainText('Sign in')
})

test('a code is there at once when the mail arrives', async ({ page, send }) => {
  await openLive(page)
  await send({ subject: 'Just now', text: 'Your verification code is 771 204.' })
  await expect(row(page, 'Just now').getByTestId('row-code')).toHaveText('Code 771204')
})

test('the recipient stands in each row, unless a mailbox or `to:` says it already', async ({ page, send }) => {
  await send({ subject: 'Addressed', text: 'x' }, 'billing')
  await send({ subject: 'Elsewhere', text: 'x' })
  await openLive(page)
  const addressed = row(page, 'Addressed')
  await expect(addressed).toContainText('ann@example.test')
  for (const [address, isShown] of [
    ['/?mailbox=billing', false],
    ['/?q=to:ann', false],
    ['/?q=from:shop+subject:addressed', true],
  ] as const) {
    await page.goto(address)
    await expect(addressed).toBeVisible()
    if (isShown) await expect(addressed).toContainText('ann@example.test')
    else await expect(addressed).not.toContainText('ann@example.test')
  }
})

test('a long sender and a long recipient share the row; who is short leaves room for the other', async ({ page, send }) => {
  const long = 'a.very.long.name.of.somebody.who.has.many@a-long-domain-of-some-company.example.test'
  const widths = async (subject: string) => {
    const line = row(page, subject).locator('[title]')
    const [sender, recipient] = await Promise.all([
      line.first().boundingBox(),
      row(page, subject).getByTestId('row-recipient').boundingBox(),
    ])
    return { sender: sender?.width ?? 0, recipient: recipient?.width ?? 0 }
  }
  await send({ from: long, to: long, subject: 'Both', text: 'x' })
  await send({ from: 'a@b.test', to: long, subject: 'One', text: 'x' })
  await openLive(page)
  await expect(row(page, 'Both').getByTestId('row-recipient')).toHaveAttribute('title', long)
  const both = await widths('Both')
  expect(Math.abs(both.sender - both.recipient)).toBeLessThan(3)
  const one = await widths('One')
  expect(Math.abs(one.sender + one.recipient - both.sender - both.recipient)).toBeLessThan(3)
  expect(one.recipient).toBeGreaterThan(both.recipient)
})

test('the pointer on the time learns it in full', async ({ page, send }) => {
  await send({ subject: 'When', text: 'x' })
  await openLive(page)
  await expect(row(page, 'When').locator('time')).toHaveAttribute('title', /^\d+ \w{3} \d{4}, \d\d:\d\d:\d\d\.\d{3}$/)
})
