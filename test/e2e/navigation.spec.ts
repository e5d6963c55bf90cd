/** The URL is the view, on every screen and in both themes. */
import { expect, mail, openLive, row, test } from './fixtures.ts'
import { startPrefixProxy } from './prefix-proxy.ts'

test('back and forward retrace the way', async ({ page, send }) => {
  await send({ subject: 'One', html: '<p>Body one</p>' })
  await send({ subject: 'Two', html: '<p>Body two</p>' })
  await openLive(page)
  await row(page, 'One').click()
  await expect(mail(page).getByText('Body one')).toBeVisible()
  await row(page, 'Two').click()
  await expect(mail(page).getByText('Body two')).toBeVisible()
  await page.getByTestId('tab-headers').click()
  await expect(page).toHaveURL(/\/headers$/)
  await page.goBack()
  await expect(mail(page).getByText('Body two')).toBeVisible()
  await page.goBack()
  await expect(mail(page).getByText('Body one')).toBeVisible()
  await page.goBack()
  await expect(page.getByTestId('reader')).toHaveCount(0)
  await page.goForward()
  await expect(mail(page).getByText('Body one')).toBeVisible()
})

test('a link to a view opens that view, with its mailbox', async ({ page, app, send }) => {
  await send({ subject: 'Deep', text: 'x' }, 'checkout')
  const [message] = (await app.client.list()).messages
  await openLive(page, `/m/${message?.id}/source?mailbox=checkout`)
  await expect(page.getByTestId('source')).toContainText('Subject: Deep')
  await page.reload()
  await expect(page.getByTestId('source')).toContainText('Subject: Deep')
  await expect(page.getByTestId('position')).toHaveText('1 of 1')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(`${app.url}/?mailbox=checkout`)
})

test('a list scrolled far away is found as it was left', async ({ page, send }) => {
  for (let i = 0; i < 40; i++) await send({ subject: `Message ${i}`, text: 'x' })
  await openLive(page)
  const list = page.getByTestId('message-list')
  await list.evaluate((element) => element.scrollTo({ top: 1200 }))
  await row(page, 'Message 20').click()
  await expect(page.getByTestId('reader')).toContainText('Message 20')
  await page.goBack()
  await expect(page.getByTestId('reader')).toHaveCount(0)
  expect(await list.evaluate((element) => element.scrollTop)).toBe(1200)
})

test.describe('400 px wide', () => {
  test.use({ viewport: { width: 400, height: 800 } })

  test('one column: list, message, and back', async ({ page, send }) => {
    await send({ subject: 'Narrow', html: '<p>Body</p>', text: 'Body' })
    await page.goto('/')
    await row(page, 'Narrow').click()
    await expect(mail(page).getByText('Body')).toBeVisible()
    await expect(page.locator('main')).toHaveAttribute('inert')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
    for (const tab of ['text', 'headers', 'source']) {
      await page.getByTestId(`tab-${tab}`).click()
      await expect(page.getByTestId(`panel-${tab}`)).toBeInViewport()
    }
    await page.getByTestId('action-back').click()
    await expect(page.getByTestId('reader')).toHaveCount(0)
    await expect(row(page, 'Narrow')).toBeFocused()
    await row(page, 'Narrow').click()
    await expect(mail(page).getByText('Body')).toBeVisible()
    await page.goBack()
    await expect(page.getByTestId('reader')).toHaveCount(0)
    await expect(row(page, 'Narrow')).toBeFocused()
    await expect(row(page, 'Narrow')).toBeInViewport()
    await page.getByTestId('open-nav').click()
    await expect(page.getByRole('dialog').getByTestId('mailbox').first()).toBeInViewport()
  })
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 400, height: 800 } })

  test('a link to a message gives its heading the focus, and a ring only to who uses keys', async ({ page, app, send }) => {
    await send({ subject: 'Deep', text: 'x' })
    const [message] = (await app.client.list()).messages
    await page.goto(`/m/${message?.id}/preview`)
    const heading = page.getByRole('heading', { name: 'Deep' })
    await expect(heading).toBeFocused()
    const style = () => heading.evaluate((element) => getComputedStyle(element).outlineStyle)
    expect(await style()).toBe('none')
    await page.keyboard.press('Shift')
    await expect.poll(style).toBe('solid')
  })
})

test.describe('dark', () => {
  test.use({ colorScheme: 'dark' })

  test('the system theme holds until another is chosen, which outlives a reload', async ({ page }) => {
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await openLive(page)
    const dark = await background()
    await page.getByTestId('theme-menu').click()
    await page.getByRole('menuitemradio', { name: 'Light' }).click()
    const light = await background()
    expect(light).not.toBe(dark)
    await page.reload()
    expect(await background()).toBe(light)
  })
})

test('the app works behind a path prefix, also when it is opened deep inside', async ({ page, send, app }) => {
  await send({ subject: 'Behind a proxy', html: '<p>Body</p>' })
  const [message] = (await app.client.list()).messages
  await using proxy = await startPrefixProxy(app.url, '/tools/mail')
  await openLive(page, `${proxy.url}/m/${message?.id}/preview`)
  await expect(mail(page).getByText('Body')).toBeVisible()
  await page.getByTestId('tab-source').click()
  await expect(page).toHaveURL(`${proxy.url}/m/${message?.id}/source`)
  await expect(page.getByTestId('source')).toContainText('Subject: Behind a proxy')
  await send({ subject: 'Live behind a proxy', text: 'x' })
  await expect(row(page, 'Live behind a proxy')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(`${proxy.url}/`)
})
