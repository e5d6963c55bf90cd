/** Search in the page: the box, what the list shows, and that it follows. */
import { expect, openLive, row, test } from './fixtures.ts'

test('two tabs, one searches: what comes and goes changes only the tab that it matches', async ({ page, context, app, send }) => {
  await send({ subject: 'Welcome Ann', text: 'x' })
  await send({ subject: 'Invoice 1', text: 'x' })
  const other = await context.newPage()
  await openLive(other, '/?q=subject:invoice')
  await openLive(page)
  await expect(page.getByTestId('message-row')).toHaveCount(2)
  await expect(other.getByTestId('message-row')).toHaveCount(1)
  await send({ subject: 'Receipt', text: 'x' })
  await expect(row(page, 'Receipt')).toBeVisible()
  await send({ subject: 'Invoice 2', text: 'x' })
  await expect(row(other, 'Invoice 2')).toBeVisible()
  await expect(other.getByTestId('message-row')).toHaveCount(2)
  await expect(other.getByTestId('list-count')).toHaveText('2 found')
  await expect(page.getByTestId('message-row')).toHaveCount(4)
  const { messages } = await app.client.list({ q: '"Invoice 1"' })
  await app.client.delete({ ids: messages.map(({ id }) => id) })
  await expect(other.getByTestId('message-row')).toHaveCount(1)
  await expect(page.getByTestId('message-row')).toHaveCount(3)
})

test('a message that begins or stops to match comes or leaves, and the way goes on from its place', async ({
  page,
  app,
  send,
}) => {
  for (const subject of ['oldest', 'middle', 'newest']) await send({ subject, text: 'x' })
  await openLive(page, '/?q=is:unseen')
  await row(page, 'middle').click()
  await expect(row(page, 'middle')).toHaveCount(0)
  await expect(page.getByTestId('reader')).toContainText('middle')
  await page.keyboard.press('j')
  await expect(page.getByTestId('reader')).toContainText('oldest')
  await expect(page.getByTestId('message-row')).toHaveCount(1)
  await app.client.patch({ select: { all: true }, set: { seen: false } })
  await expect(page.getByTestId('message-row')).toHaveText([/newest/, /middle/, /oldest/])
})

test('the address keeps the search: typed, gone back from, reloaded', async ({ page, send }) => {
  await send({ subject: 'Alpha', text: 'x' })
  await send({ subject: 'Beta', text: 'x' })
  await openLive(page)
  await page.keyboard.press('/')
  await expect(page.getByTestId('search-input')).toBeFocused()
  await page.keyboard.type('subject:alp')
  await expect(page).toHaveURL(/\?q=subject%3Aalp$/)
  await expect(page.getByTestId('message-row')).toHaveCount(1)
  await page.reload()
  await expect(page.getByTestId('search-input')).toHaveValue('subject:alp')
  await expect(page.getByTestId('message-row')).toHaveCount(1)
  await row(page, 'Alpha').click()
  await expect(page).toHaveURL(/\/m\/[^/]+\/preview\?q=subject%3Aalp$/)
  await page.goBack()
  await page.goBack()
  await expect(page.getByTestId('search-input')).toHaveValue('')
  await expect(page.getByTestId('message-row')).toHaveCount(2)
  await page.goForward()
  await expect(page.getByTestId('search-input')).toHaveValue('subject:alp')
  await page.getByTestId('search-clear').click()
  await expect(page.getByTestId('message-row')).toHaveCount(2)
  await expect(page.getByTestId('search-input')).toBeFocused()
  await page.keyboard.type('bet')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('message-row')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('message-row')).toHaveCount(2)
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('search-input')).not.toBeFocused()
})

test('a mistake is underlined with its reason, and what was found stays', async ({ page, send }) => {
  await send({ subject: 'Alpha', text: 'x' })
  await send({ subject: 'Beta', text: 'x' })
  const asked: string[] = []
  page.on('request', (request) => void (request.url().includes('is%3Alost') && asked.push(request.url())))
  await openLive(page, '/?q=alpha')
  await page.getByTestId('search-input').fill('alpha is:lost ')
  await expect(page.getByTestId('search-issue')).toContainText('“is:” takes one of seen, unseen')
  await expect(page.locator('[data-issue="error"]')).toHaveText('is:lost')
  await expect(page.getByTestId('search-input')).toHaveAttribute('aria-invalid', 'true')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('message-row')).toHaveCount(1)
  expect(asked).toEqual([])
  await openLive(page, '/?q=is:lost')
  await expect(page.getByTestId('search-issue')).toBeVisible()
  await expect(page.getByTestId('message-row')).toHaveCount(2)
})

test('where nothing matches, the clause to blame is one click away', async ({ page, send }) => {
  await send({ subject: 'Alpha', text: 'x' })
  await openLive(page, '/?q=alpha has:attachment')
  await expect(page.getByTestId('no-match')).toContainText('1 message matches without has:attachment.')
  await page.getByTestId('drop-clause').click()
  await expect(row(page, 'Alpha')).toBeVisible()
  await expect(page.getByTestId('search-input')).toHaveValue('alpha')
  await page.getByTestId('search-input').fill('nowhere')
  await expect(page.getByTestId('no-match')).toBeVisible()
  await send({ subject: 'Nowhere else', text: 'x' })
  await expect(row(page, 'Nowhere else')).toBeVisible()
})

test('fields and values are suggested, by keys alone', async ({ page, send }) => {
  await send({ from: 'zoe@shop.test', subject: 'From Zoe', text: 'x' })
  await send({ subject: 'From the shop', text: 'x' })
  await openLive(page)
  await expect(page.getByTestId('message-row')).toHaveCount(2)
  await page.keyboard.press('/')
  await page.keyboard.type('fr')
  const options = page.getByTestId('search-suggestions').getByRole('option')
  await expect(options).toContainText(['from:'])
  await page.keyboard.press('Tab')
  await expect(page.getByTestId('search-input')).toHaveValue('from:')
  await expect(options).toHaveText(['shop@example.test', 'zoe@shop.test'])
  await page.keyboard.press('ArrowUp')
  await expect(options.last()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('search-input')).toHaveValue('from:zoe@shop.test ')
  await expect(page.getByTestId('message-row')).toHaveCount(1)
  await page.keyboard.type('-is:s')
  await expect(options).toHaveText(['seen'])
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('search-suggestions')).toHaveCount(0)
  await expect(page.getByTestId('search-input')).toHaveValue('from:zoe@shop.test -is:s')
})

test('what was searched for is marked in the list and in the text, also across lines and links', async ({ page, send }) => {
  await send({ subject: 'Über Alles', text: 'Nothing here is\nuber, but https://uber.test/is is.\n' })
  await openLive(page, '/?q="is uber" OR uber -nothere')
  await expect(page.getByTestId('message-row').locator('mark')).toHaveText(['Über', 'is uber', 'uber'])
  await row(page, 'Alles').click()
  await page.getByTestId('tab-text').click()
  await expect(page.getByTestId('plain-text').locator('mark')).toHaveText(['is', 'uber', 'uber'])
  await expect(page.getByTestId('plain-text').locator('a mark')).toHaveText('uber')
})

test('more is found than the server counts: the count says so, and the list goes on to its end', async ({ page, app }) => {
  for (let at = 0; at < 1130; at += 113)
    await Promise.all(Array.from({ length: 113 }, (_, i) => app.client.add(`Subject: Report ${at + i}\r\n\r\nx\r\n`)))
  await openLive(page, '/?q=report')
  await expect(page.getByTestId('list-count')).toHaveText('1,000+ found')
  await page.getByLabel('More for this list').click()
  await expect(page.getByTestId('action-delete-all')).toHaveText('Delete 1,000 or more messages…')
  await page.keyboard.press('Escape')
  const list = page.getByTestId('message-list')
  const oldest = (await app.client.list({ limit: 1, offset: 1129 })).messages[0]?.id ?? ''
  await expect(async () => {
    await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
    await expect(page.locator(`#message-${oldest}`)).toBeInViewport({ timeout: 500 })
  }).toPass()
  await expect(page.getByTestId('list-count')).toHaveText('1,130 found')
})

test.describe('a server that cannot search', () => {
  test.use({ expectedComplaints: /503/ })

  test('says why, and is asked again on request', async ({ page, send }) => {
    await send({ subject: 'Alpha', text: 'x' })
    const problem = { type: 'about:blank', title: 'x', status: 503, code: 'unavailable', detail: 'The search took too long' }
    let isSlow = true
    await page.route(/\/api\/messages\?.*q=alpha/, (route) =>
      isSlow ? route.fulfill({ status: 503, contentType: 'application/problem+json', json: problem }) : route.continue(),
    )
    await openLive(page, '/?q=alpha')
    await expect(page.getByRole('alert')).toContainText('Could not search')
    await expect(page.getByRole('alert')).toContainText('The search took too long')
    isSlow = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(row(page, 'Alpha')).toBeVisible()
  })
})

test.describe('400 px wide', () => {
  test.use({ viewport: { width: 400, height: 800 } })

  test('the search key leads from a message to the box', async ({ page, send }) => {
    await send({ subject: 'Alpha', text: 'x' })
    await page.goto('/')
    await row(page, 'Alpha').click()
    await expect(page.getByTestId('reader')).toBeVisible()
    await page.keyboard.press('/')
    await expect(page.getByTestId('search-input')).toBeFocused()
    await page.keyboard.type('alp')
    await expect(row(page, 'Alpha').locator('mark')).toHaveText(['Alp'])
  })
})
