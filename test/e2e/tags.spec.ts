/** Tags in the page: given by hand and by rules, shown wherever the message is, and followed live. */
import type { Page } from '@playwright/test'
import { expect, openLive, row, test } from './fixtures.ts'

const chips = (page: Page) => page.getByTestId('message-tag')
const navTag = (page: Page, name: string) => page.locator(`[data-testid="tag"][data-name="${name}"]`)
const input = (page: Page) => page.getByTestId('tag-input')

/** A tooltip opens for a pointer that comes from elsewhere. */
async function expectWhy(page: Page, tag: string, why: string): Promise<void> {
  await page.mouse.move(0, 0, { steps: 3 })
  await expect(page.getByRole('tooltip').filter({ hasText: why })).toHaveCount(0)
  await chips(page).getByText(tag).hover()
  await expect(page.getByRole('tooltip').filter({ hasText: why })).toBeVisible()
}

async function openRules(page: Page): Promise<void> {
  await page.getByLabel('More for this list').click()
  await page.getByTestId('action-tag-rules').click()
}

test('a tag added by hand shows in row, heading and sidebar, and in another tab; removed, it goes everywhere', async ({
  page,
  context,
  app,
  send,
}) => {
  for (const subject of ['Welcome', 'Invoice']) await send({ subject, text: 'x' })
  const other = await context.newPage()
  await openLive(other)
  await openLive(page)
  await expect(page.getByTestId('tag-nav')).toHaveCount(0)
  await row(page, 'Invoice').click()
  await page.getByTestId('add-tag').click()
  await expect(input(page)).toBeFocused()
  await page.keyboard.type('billing run')
  await page.keyboard.press('Enter')
  await expect(chips(page)).toHaveText('billing run')
  await expect(input(page)).toHaveValue('')
  await page.keyboard.press('Escape')
  await expect(input(page)).toHaveCount(0)
  await expect(page.getByTestId('reader')).toBeVisible()
  for (const each of [page, other]) {
    await expect(row(each, 'Invoice').getByTestId('row-tags')).toHaveAttribute('title', 'billing run')
    await expect(row(each, 'Welcome').getByTestId('row-tags')).toHaveCount(0)
    await expect(navTag(each, 'billing run')).toContainText('1')
  }
  await expectWhy(page, 'billing run', 'Added by hand')

  await row(other, 'Invoice').click()
  await expect(chips(other)).toHaveText('billing run')
  await page.getByLabel('Remove tag billing run').click()
  for (const each of [page, other]) {
    await expect(chips(each)).toHaveCount(0)
    await expect(row(each, 'Invoice').getByTestId('row-tags')).toHaveCount(0)
    await expect(each.getByTestId('tag-nav')).toHaveCount(0)
  }
  expect((await app.client.list({ q: 'is:tagged' })).total).toBe(0)
})

test('t tags the open message or the row with the focus; tags there are, are offered', async ({ page, app, send }) => {
  for (const subject of ['second', 'first']) await send({ subject, text: 'x' })
  await openLive(page)
  await expect(page.getByTestId('message-row')).toHaveCount(2)
  await page.keyboard.press('t') // on nothing
  await page.keyboard.press('j')
  await expect(row(page, 'first')).toBeFocused()
  await page.keyboard.press('t')
  await expect(input(page)).toBeFocused()
  await page.keyboard.type('Smoke-Test')
  await page.keyboard.press('Enter')
  await page.keyboard.type('nightly')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await expect(row(page, 'first').getByTestId('row-tags')).toHaveAttribute('title', 'Smoke-Test, nightly')
  await expect(row(page, 'first')).toBeFocused()

  await expect(page.getByTestId('tag')).toHaveCount(2)
  await page.keyboard.press('j')
  await expect(row(page, 'second')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('add-tag')).toBeVisible()
  await page.keyboard.press('t')
  await page.keyboard.type('smo')
  await expect(page.getByTestId('tag-picker').getByRole('option')).toHaveText(['smonew', 'Smoke-Test'])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(chips(page)).toHaveText('Smoke-Test')
  await page.keyboard.type('NIGHTLY')
  await page.keyboard.press('Enter')
  await expect(chips(page)).toHaveText(['Smoke-Test', 'nightly'])
  await expect(navTag(page, 'nightly')).toContainText('2')
  expect((await app.client.tags()).map(({ name, total }) => [name, total])).toEqual([
    ['nightly', 2],
    ['Smoke-Test', 2],
  ])
})

test('a tag leads to its messages; a tab that searches for it gets and loses them', async ({ page, context, app, send }) => {
  for (const subject of ['Welcome', 'Invoice']) await send({ subject, text: 'x' })
  const [invoice, welcome] = (await app.client.list()).messages.map(({ id }) => id)
  await app.client.patch({ select: { ids: [invoice ?? ''] }, addTags: ['two words'] })
  await openLive(page)
  await navTag(page, 'two words').click()
  await expect(page.getByTestId('search-input')).toHaveValue('tag:"two words"')
  await expect(navTag(page, 'two words')).toHaveAttribute('aria-current', 'page')
  await expect(page.locator('[aria-current="page"]')).toHaveCount(1)
  await expect(page.getByTestId('message-row')).toHaveText(/Invoice/)

  const other = await context.newPage()
  await openLive(other)
  await row(other, 'Welcome').click()
  await other.keyboard.press('t')
  await other.keyboard.type('two words')
  await other.keyboard.press('Enter')
  await expect(page.getByTestId('message-row')).toHaveText([/Invoice/, /Welcome/])
  await expect(navTag(page, 'two words')).toContainText('2')
  await row(page, 'Invoice').click()
  await app.client.patch({ select: { ids: [invoice ?? ''] }, removeTags: ['two words'] })
  await expect(page.getByTestId('message-row')).toHaveText([/Welcome/])
  await expect(chips(page)).toHaveCount(0)
  await app.client.delete({ ids: [welcome ?? ''] })
  await expect(page.getByTestId('no-match')).toBeVisible()
  await expect(page.getByTestId('tag-nav')).toHaveCount(0)

  await page.getByTestId('search-clear').click()
  await app.client.patch({ select: { all: true }, addTags: ['two words'] })
  await expect(navTag(page, 'two words')).toBeVisible()
  await page.getByTestId('search-input').fill('tag:wor')
  await page.getByTestId('search-suggestions').getByText('two words').click()
  await expect(page.getByTestId('search-input')).toHaveValue('tag:"two words" ')
})

test('a rule is tried, saved, and tags what comes; what is here is tagged on request', async ({ page, app, send }) => {
  await send({ from: 'ci@example.test', subject: 'Build 1', text: 'x' })
  await send({ subject: 'Other', text: 'x' })
  await openLive(page)
  await openRules(page)
  await page.getByTestId('add-tag-rule').click()
  await page.getByTestId('save-rule').click()
  await expect(page.getByTestId('rule-form')).toContainText('Say which mail')
  await expect(page.getByTestId('rule-form')).toContainText('Name the tag')
  await page.getByTestId('rule-search').fill('from:ci is:lost ')
  await expect(page.locator('[data-issue="error"]')).toHaveText('is:lost')
  await page.getByTestId('rule-search').fill('from:ci')
  await page.getByTestId('rule-tag').fill('ci')
  await page.getByTestId('try-rule').click()
  await expect(page.getByTestId('rule-trial')).toContainText('1 message would get ci.')
  await expect(page.getByTestId('rule-trial').getByRole('listitem')).toContainText('Build 1')
  expect(await app.client.tagRules()).toEqual([])
  await page.getByTestId('save-rule').click()
  await expect(page.getByTestId('tag-rule')).toContainText('from:ci')
  await page.getByTestId('tag-matching').click()
  await expect(page.getByTestId('rule-offer')).toHaveText('1 message got ci.')
  await page.keyboard.press('Escape')
  await expect(row(page, 'Build 1').getByTestId('row-tags')).toHaveAttribute('title', 'ci')

  await send({ from: 'ci@example.test', subject: 'Build 2', text: 'x', headers: { 'X-Tags': 'nightly' } })
  await row(page, 'Build 2').click()
  await expect(chips(page)).toHaveText(['ci', 'nightly'])
  await expectWhy(page, 'ci', 'By the rule from:ci')
  await expectWhy(page, 'nightly', 'By the X-Tags field')
  await expect(navTag(page, 'ci')).toContainText('2')
})

test.describe('what the server will not take', () => {
  test.use({ expectedComplaints: /400|500/ })

  test('is told at the line of the form that it is about', async ({ page, send }) => {
    await send({ subject: 'Shop 12 and 13', text: 'x' })
    await openLive(page)
    await openRules(page)
    await page.getByTestId('add-tag-rule').click()
    await page.getByTestId('rule-search').fill('after:2h')
    await page.getByTestId('rule-pattern').check()
    await page.getByTestId('rule-expression').fill('shop (\\d+')
    await page.getByTestId('rule-tag').fill('n-$1')
    await page.getByTestId('try-rule').click()
    await expect(page.getByTestId('rule-search')).toHaveAccessibleDescription(/leave out after:/)
    await page.getByTestId('rule-search').fill('')
    await page.getByTestId('try-rule').click()
    await expect(page.getByTestId('rule-expression')).toHaveAccessibleDescription(/cannot be used/)
    await page.getByTestId('rule-expression').fill('(\\d+)')
    await page.getByTestId('rule-tag').fill('n-$2')
    await page.getByTestId('try-rule').click()
    await expect(page.getByTestId('rule-tag')).toHaveAccessibleDescription(/names \$2/)
    await page.getByTestId('rule-tag').fill('n-$1')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('rule-trial')).toContainText('1 of the 1 message would get a tag.')
    await expect(page.getByTestId('rule-trial').getByRole('listitem')).toContainText(/n-12n-13/)
  })

  test('is taken back from the screen', async ({ page, send }) => {
    await send({ subject: 'Invoice', text: 'x' })
    await openLive(page)
    await row(page, 'Invoice').click()
    await page.keyboard.press('t')
    await page.keyboard.type('kept')
    await page.keyboard.press('Enter')
    await expect(chips(page)).toHaveText('kept')
    await page.route('**/api/messages', (route) => route.fulfill({ status: 500, body: '' }))
    await page.keyboard.type('lost')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Could not add the tag')).toBeVisible()
    await expect(chips(page)).toHaveText('kept')
  })
})

test('rules are switched off, changed, and removed with a way back', async ({ page, app, send }) => {
  for (const tag of ['one', 'two', 'three']) await app.client.addTagRule({ q: `subject:${tag}`, tag })
  await openLive(page)
  await openRules(page)
  const rules = page.getByTestId('tag-rule')
  await expect(rules).toHaveCount(3)
  await rules.nth(0).getByRole('checkbox').click()
  await expect(rules.nth(0).getByRole('checkbox')).not.toBeChecked()
  await rules.nth(1).getByTestId('change-rule').click()
  await page.getByTestId('rule-tag').fill('second')
  await page.getByTestId('save-rule').click()
  await expect(rules.nth(1)).toContainText('second')
  await rules.nth(2).getByTestId('remove-rule').click()
  await rules.nth(2).getByTestId('undo-remove-rule').click()
  await expect(rules.nth(2).getByRole('checkbox')).toBeChecked()
  await rules.nth(1).getByTestId('remove-rule').click()
  await page.keyboard.press('Escape')
  await expect
    .poll(async () => (await app.client.tagRules()).map(({ tag, enabled }) => [tag, enabled]))
    .toEqual([
      ['one', false],
      ['three', true],
    ])
  await send({ subject: 'one two three', text: 'x' })
  await expect(row(page, 'one two three').getByTestId('row-tags')).toHaveAttribute('title', 'three')
  await page.getByTestId('open-tag-rules').click()
  await expect(rules).toHaveCount(2)
})
