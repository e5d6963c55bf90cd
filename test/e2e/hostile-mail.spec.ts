/** Mail is written by strangers. It runs nothing, reaches nothing, and cannot speak for the app. */
import { expect, mail, openLive, row, test } from './fixtures.ts'

const HOSTILE = `
  <base href="https://evil.test/">
  <meta http-equiv="refresh" content="0;url=https://evil.test/">
  <script>document.title='owned';parent.postMessage({owned:true},'*')</script>
  <img src="x" onerror="document.body.dataset.owned='yes'">
  <svg onload="document.body.dataset.owned='yes'"></svg>
  <form action="https://evil.test/"><input name="q" autofocus onfocus="document.body.dataset.owned='yes'"><button>Send</button></form>
  <iframe src="https://evil.test/" srcdoc="<script>parent.document.body.dataset.owned='yes'</script>"></iframe>
  <a id="js" href="javascript:document.body.dataset.owned='yes'">click me</a>
  <a id="web" href="https://example.test/page">a link</a>
  <p>Visible text</p>`

test.use({ expectedComplaints: /Content Security Policy|ERR_BLOCKED_BY_RESPONSE/ })

test('hostile HTML runs nothing, and its origin is opaque', async ({ page, context, app, send }) => {
  const requests: string[] = []
  context.on('request', (request) => requests.push(request.url()))
  await page.addInitScript(() => {
    addEventListener('message', ({ data }) => {
      if (typeof data === 'object' && data !== null && 'owned' in data) document.documentElement.dataset.owned = 'yes'
    })
  })
  await send({ subject: 'Hostile', html: HOSTILE })
  await openLive(page)
  await row(page, 'Hostile').click()
  await expect(mail(page).getByText('Visible text')).toBeVisible()

  const frame = page.frames().find((candidate) => candidate.url().includes('/html'))
  if (!frame) throw new Error('no frame shows the mail')
  expect(await frame.evaluate(() => self.origin)).toBe('null')
  await mail(page).locator('#js').click()
  await expect(mail(page).locator('script, iframe, form, base, meta[http-equiv="refresh"]')).toHaveCount(1) // our own script
  await expect(mail(page).locator('[onerror], [onload], [onfocus]')).toHaveCount(0)
  expect(await frame.evaluate(() => document.body.dataset.owned)).toBeUndefined()
  expect(await page.evaluate(() => document.documentElement.dataset.owned)).toBeUndefined()
  expect(page.url()).toContain('/m/')
  for (const opened of context.pages()) expect(opened.url()).toContain(app.url)
  expect(requests.filter((url) => url.includes('evil.test'))).toEqual([])
})

test('a link opens in a tab of its own and tells nobody where it was clicked', async ({ page, send }) => {
  await send({ subject: 'Links', html: HOSTILE })
  await openLive(page)
  await row(page, 'Links').click()
  const link = mail(page).locator('#web')
  await expect(link).toHaveAttribute('target', '_blank')
  await expect(link).toHaveAttribute('rel', /noopener/)
  await expect(link).toHaveAttribute('rel', /noreferrer/)
})

test('remote content is named, and inline images that are missing too', async ({ page, send }) => {
  await send({ subject: 'Remote', html: '<img src="http://10.0.0.1/pixel.gif"><img src="cid:gone"><p>Body</p>' })
  await openLive(page)
  await row(page, 'Remote').click()
  await expect(page.getByTestId('lost-bar')).toContainText('1 remote host blocked: 10.0.0.1')
  await expect(page.getByTestId('lost-bar')).toContainText('1 inline image is missing')
})

test('inline images are shown', async ({ page, send }) => {
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mP8z8BQz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC'
  await send({
    subject: 'Inline',
    html: '<img src="cid:logo@x" alt="logo">',
    attachments: [{ filename: 'logo.png', cid: 'logo@x', content: pixel, encoding: 'base64' }],
  })
  await openLive(page)
  await row(page, 'Inline').click()
  const image = mail(page).locator('img')
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(10)
})

test('text of a mail never becomes markup', async ({ page, send }) => {
  await send({
    subject: '<img src=x onerror=alert(1)>',
    from: '"<b>Bold</b>" <a@example.test>',
    text: '<script>alert(1)</script> https://example.test/a javascript:alert(1)\n> quoted',
  })
  await openLive(page)
  await page.getByTestId('message-row').click()
  await page.getByTestId('tab-text').click()
  await expect(page.getByTestId('plain-text')).toContainText('<script>alert(1)</script>')
  const links = page.getByTestId('plain-text').getByRole('link')
  await expect(links).toHaveCount(1)
  await expect(links).toHaveAttribute('href', 'https://example.test/a')
  await expect(links).toHaveAttribute('rel', 'noopener noreferrer')
  await expect(page.getByTestId('message-list').locator('img, b')).toHaveCount(0)
})
