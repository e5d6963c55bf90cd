/** What is wrong with a mail: a mark in the list, the sentences in a tab of the reader, and the way to each place. */
import { mail } from '../harness/mail.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'
import { expect, openLive, row, test } from './fixtures.ts'

test('errors and warnings are counted in the list and told in Checks, with severity, place and rule', async ({ page, send }) => {
  await send({ subject: 'Broken image', text: 'Hello', html: '<p>Hello <img alt="" src="cid:logo"></p>' })
  await send({ subject: 'HTML alone', html: '<p>Hello</p>' })
  await send({ subject: 'As it should be', text: 'Hello' })
  await openLive(page)
  await expect(row(page, 'Broken image')).toContainText('1 error')
  await expect(row(page, 'HTML alone')).not.toContainText(/error|warning|finding/)

  await row(page, 'Broken image').click()
  const button = page.getByTestId('findings')
  await expect(button).toHaveText('1 finding')
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/checks$/)
  await expect(page.getByTestId('tab-checks')).toHaveText('Checks1')
  const list = page.getByRole('region', { name: 'Findings' })
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await expect(list).toContainText('Error')
  await expect(list).toContainText(/cid: names no part · part 2, line \d+, octet \d+/)
  await expect(list).toContainText('“cid:logo” stands in the HTML.')
  await expect(list).toContainText('missing-inline-part')

  await row(page, 'HTML alone').click()
  await expect(button).toHaveText('1 finding')
  await row(page, 'As it should be').click()
  await expect(page.getByTestId('no-findings')).toBeVisible()
  await expect(button).toHaveCount(0)
})

test('a finding leads to its line, its field and its part; findings are narrowed down by severity', async ({ page, app }) => {
  await using smtp = await openSmtp(app.smtp)
  const id = await deliver(smtp, mail({ From: 'a@a.test', Date: 'yesterday', 'X-Long': 'y' }, `${'x'.repeat(1200)}\r\n`))
  await page.goto(`/m/${id}/checks`)
  const finding = (rule: string) => page.getByTestId('finding').filter({ has: page.locator(`[data-rule="${rule}"]`) })
  await page.getByTestId('severity-error').click()
  await expect(finding('bad-date')).toBeVisible()
  await expect(finding('line-too-long')).toHaveCount(0)

  await finding('bad-date').getByTestId('to-source').click()
  await expect(page.locator('[data-line][aria-current="true"]')).toContainText('Date: yesterday')
  await page.goBack()
  await finding('bad-date').getByTestId('to-headers').click()
  await expect(page.locator('[data-testid="header-fields"] [aria-current="true"]')).toContainText('yesterday')
  await page.goBack()
  await finding('line-too-long').getByTestId('to-source').focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-line][aria-current="true"]')).toContainText('xxxx')
  await expect(page.getByTestId('source')).toBeFocused()
})

test('what the SMTP session did wrong stands there too, with the way to its line', async ({ page, app }) => {
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('FROB')
  const id = await deliver(smtp, mail({ From: 'a@a.test', Subject: 'x' }))
  await page.goto(`/m/${id}/checks`)
  await page.getByTestId('to-session').click()
  await expect(page).toHaveURL(/\/session#line-\d+$/)
  await expect(page.getByTestId('session-timeline').locator('li[data-from="client"]', { hasText: 'FROB' })).toContainText(
    'smtp-unknown-command',
  )
})
