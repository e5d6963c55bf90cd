/** The mail as its readers see it: on their screens, in their light, with what they load of it. */

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { expect, mail, openLive, row, test } from './fixtures.ts'

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mP8z8BQz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC'
const MAIL = `<!doctype html><html><head><style>
  body{background:#fff;color:#000} @media (prefers-color-scheme: dark){body{background:#123456;color:#fff}} @media (max-width:400px){h1{color:#f00}}
  </style></head><body><h1>Hello</h1><p>Some text</p><img src="cid:logo@x" alt="Logo" width="40" height="40"></body></html>`
const LOGO = { filename: 'logo.png', cid: 'logo@x', content: PIXEL, encoding: 'base64' }

const frameOf = (page: Page) => page.getByTestId('mail-frame')
const widthOf = (page: Page) => frameOf(page).evaluate((frame) => (frame as HTMLIFrameElement).clientWidth)
const styleOf = (page: Page, selector: string, property: string) =>
  mail(page)
    .locator(selector)
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property)

async function open(page: Page, subject: string): Promise<void> {
  await openLive(page)
  await row(page, subject).click()
  await expect(mail(page).locator('body')).toBeVisible()
}

test('widths: by preset, by [ and ], by dragging, by arrow keys; the mail answers, and the browser remembers', async ({
  page,
  send,
}) => {
  await send({ subject: 'Widths', html: MAIL, attachments: [LOGO] })
  await open(page, 'Widths')
  for (const width of [320, 375]) {
    await page.getByTestId(`width-${width}`).click()
    await expect.poll(() => widthOf(page)).toBe(width)
    expect(await styleOf(page, 'h1', 'color')).toBe('rgb(255, 0, 0)')
  }
  await page.keyboard.press('[')
  await expect(page.getByTestId('width-320')).toHaveAttribute('data-state', 'on')
  await mail(page).getByText('Some text').click() // the keys work in the mail too
  for (const width of ['375', '768', 'full', 'full']) {
    await page.keyboard.press(']')
    await expect(page.getByTestId(`width-${width}`)).toHaveAttribute('data-state', 'on')
  }
  await page.getByTestId('width-375').click()
  const handle = page.getByRole('separator', { name: 'Width of the preview' })
  const box = await handle.boundingBox()
  if (!box) throw new Error('no handle')
  await page.mouse.move(box.x + box.width / 2, box.y + 40)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2 + 20, box.y + 40, { steps: 4 })
  await page.mouse.up()
  await expect.poll(() => widthOf(page)).toBe(415)
  await expect(page.getByTestId('width-dragged')).toHaveText('415 px')
  await handle.press('ArrowLeft')
  await expect.poll(() => widthOf(page)).toBe(399)
  await page.reload()
  await expect.poll(() => widthOf(page)).toBe(399)
})

test('themes: light whatever the system prefers, the author’s dark, forced dark; d goes on to the next', async ({
  page,
  send,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await send({ subject: 'Themes', html: MAIL, attachments: [LOGO] })
  await open(page, 'Themes')
  expect(await styleOf(page, 'body', 'background-color')).toBe('rgb(255, 255, 255)')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.keyboard.press('d')
  await expect(page.getByTestId('theme-author-dark')).toHaveAttribute('data-state', 'on')
  await expect.poll(() => styleOf(page, 'body', 'background-color')).toBe('rgb(18, 52, 86)')
  await expect(page.getByTestId('lost-bar')).toHaveCount(0)
  await page.keyboard.press('d')
  await expect(page.getByTestId('theme-forced-dark')).toHaveAttribute('data-state', 'on')
  await expect.poll(() => styleOf(page, 'html', 'filter')).toContain('invert(1)')
  expect(await styleOf(page, 'img', 'filter')).toContain('invert(1)') // back to what it is
  expect(await styleOf(page, 'body', 'background-color')).toBe('rgb(255, 255, 255)')
  await page.reload()
  await expect(page.getByTestId('theme-forced-dark')).toHaveAttribute('data-state', 'on')
  await page.keyboard.press('d')
  await expect(page.getByTestId('theme-light')).toHaveAttribute('aria-checked', 'true')
})

test('a mail without dark styles says so, and can be forced', async ({ page, send }) => {
  await send({ subject: 'Bright', html: '<p>Only light</p>' })
  await open(page, 'Bright')
  await page.getByTestId('theme-author-dark').click()
  await expect(page.getByTestId('lost-bar')).toContainText('No dark styles of its own')
  await page.getByTestId('force-dark').click()
  await expect(page.getByTestId('theme-forced-dark')).toHaveAttribute('data-state', 'on')
})

test('images are hidden and shown again; their words stay', async ({ page, send }) => {
  await send({ subject: 'Images', html: MAIL, attachments: [LOGO] })
  await open(page, 'Images')
  await expect
    .poll(() =>
      mail(page)
        .locator('img')
        .evaluate((img: HTMLImageElement) => img.naturalWidth),
    )
    .toBe(10)
  await page.getByTestId('toggle-images').click()
  await expect(mail(page).locator('img[src]')).toHaveCount(0)
  await expect(mail(page).getByAltText('Logo')).toBeVisible()
  await expect(page.getByTestId('lost-bar')).toContainText('Images are hidden')
  await page.getByTestId('show-images').click()
  await expect(mail(page).locator('img[src]')).toHaveCount(1)
})

test.describe('remote content', () => {
  test.use({ expectedComplaints: /Content Security Policy|ERR_|Failed to load/ })

  test('each host is listed; one that is allowed is remembered for every mail, until it is taken back', async ({
    page,
    send,
  }) => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.setHeader('content-type', 'image/png').end(Buffer.from(PIXEL, 'base64'))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const html = `<p>Body</p><img src="http://${host}/a.png"><img src="http://${host}/dot.png" width="1" height="1"><img src="http://10.0.0.1/x.png">`
    for (const subject of ['One', 'Two']) await send({ subject, html })
    await open(page, 'One')
    await expect(page.getByTestId('lost-bar')).toContainText('2 remote hosts blocked')
    await page.getByTestId('remote-content').click()
    const entry = page.locator(`[data-testid="remote-host"][data-host="${host}"]`)
    await expect(entry).toContainText('1 image, 1 tracking pixel')
    expect(asked).toEqual([])
    await entry.getByLabel(`Load content from ${host}`, { exact: true }).check()
    await expect.poll(() => asked.toSorted()).toEqual(['/a.png', '/dot.png'])
    await expect(page.getByTestId('lost-bar')).toContainText('1 remote host blocked: 10.0.0.1')

    await expect(entry).toContainText('remembered')
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('remote-content')).toBeFocused()
    await row(page, 'Two').click()
    await expect(page.getByTestId('lost-bar')).toContainText('1 remote host blocked: 10.0.0.1')
    await page.reload()
    await expect(page.getByTestId('lost-bar')).toContainText('1 remote host blocked: 10.0.0.1')
    await page.getByTestId('remote-content').click()
    await entry.getByLabel(`Load content from ${host}`, { exact: true }).uncheck()
    await expect(page.getByTestId('lost-bar')).toContainText('2 remote hosts blocked')
    await page.keyboard.press('Escape')
    await row(page, 'One').click()
    await expect(page.getByTestId('lost-bar')).toContainText('2 remote hosts blocked')

    await page.getByTestId('load-remote').press('Enter')
    await expect(page.getByTestId('block-remote')).toBeFocused()
    await row(page, 'Two').click()
    await expect(page.getByTestId('lost-bar')).toHaveCount(0)
    await row(page, 'One').click()
    await page.getByTestId('remote-content').click()
    await page.getByTestId('block-all').click()
    await expect(page.getByTestId('lost-bar')).toContainText('2 remote hosts blocked')
    await page.keyboard.press('Escape')
    await row(page, 'Two').click()
    await expect(page.getByTestId('lost-bar')).toContainText('2 remote hosts blocked')
    server.closeAllConnections()
    server.close()
  })

  test('hosts that are remembered and are not in this mail can be taken back there too', async ({ page, send }) => {
    await send({ subject: 'One', html: '<p>One</p><img src="http://10.0.0.1/x.png">' })
    await page.addInitScript(() => {
      if (top !== self || sessionStorage.getItem('once')) return // once, and not in the mail
      sessionStorage.setItem('once', 'yes')
      localStorage.setItem('mailmitt.remote-hosts', '["cdn.example.test","localhost:3000"]')
    })
    await open(page, 'One')
    await page.getByTestId('remote-content').click()
    await expect(page.getByTestId('remembered-host')).toHaveText(['cdn.example.test', 'localhost:3000'])
    await page.getByRole('button', { name: 'Load from cdn.example.test no more' }).click()
    await expect(page.getByTestId('remembered-host')).toHaveText(['localhost:3000'])
    await page.reload()
    await page.getByTestId('remote-content').click()
    await expect(page.getByTestId('remembered-host')).toHaveText(['localhost:3000'])
  })
})

test('zoom: to fit a mail that is wider, as phones do, or by a factor', async ({ page, send }) => {
  await send({ subject: 'Wide', html: '<!doctype html><div style="width:1400px;background:#eee"><p>left</p></div>' })
  await open(page, 'Wide')
  await page.setViewportSize({ width: 400, height: 800 })
  await expect.poll(() => widthOf(page)).toBe(1416)
  const shown = () => frameOf(page).evaluate((frame) => Math.round(frame.getBoundingClientRect().width))
  await expect.poll(shown).toBeLessThanOrEqual(400)
  await page.getByTestId('zoom').click()
  await page.getByRole('menuitemradio', { name: '200 %' }).click()
  await expect.poll(() => widthOf(page)).toBe(200)
  await expect.poll(shown).toBe(400)
  await page.getByTestId('width-768').click()
  await expect.poll(shown).toBe(1536)
  await page.getByTestId('zoom').press('Enter')
  await expect(page.getByRole('menuitemradio', { name: 'Fit' })).toBeFocused()
  await page.keyboard.press('End')
  await expect(page.getByRole('menuitemradio', { name: '200 %' })).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(page.getByRole('menuitemradio', { name: '150 %' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('zoom')).toBeFocused()
  await expect.poll(shown).toBe(1152)
})

test('print asks the mail to print itself', async ({ page, send }) => {
  await send({ subject: 'Paper', html: MAIL, attachments: [LOGO] })
  await open(page, 'Paper')
  const frame = page.frames().find((candidate) => candidate.url().includes('/html'))
  await frame?.evaluate(() => {
    globalThis.print = () => {
      document.body.dataset.printed = 'yes'
    }
  })
  await page.getByTestId('preview-more').click()
  await page.getByTestId('print').click()
  await expect(mail(page).locator('body')).toHaveAttribute('data-printed', 'yes')
})

test('opens alone in a tab, in the theme that is shown, and is of no origin there', async ({ page, context, send }) => {
  await send({ subject: 'Alone', html: MAIL, attachments: [LOGO] })
  await open(page, 'Alone')
  await page.getByTestId('theme-author-dark').click()
  await page.getByTestId('preview-more').click()
  const opened = context.waitForEvent('page')
  await page.getByTestId('open-alone').press('Enter')
  const alone = await opened
  await expect(alone.locator('h1')).toHaveText('Hello')
  expect(await alone.evaluate(() => [self.origin, opener === null, getComputedStyle(document.body).backgroundColor])).toEqual([
    'null',
    true,
    'rgb(18, 52, 86)',
  ])
})

test('saves as PNG what is shown, inline images too', async ({ page, send }) => {
  await send({ subject: 'Picture: a/b', html: MAIL, attachments: [LOGO] })
  await open(page, 'Picture')
  await page.getByTestId('theme-author-dark').click()
  await page.getByTestId('width-320').click()
  await expect.poll(() => widthOf(page)).toBe(320)
  await expect
    .poll(() =>
      mail(page)
        .locator('img')
        .evaluate((img: HTMLImageElement) => img.naturalWidth),
    )
    .toBe(10)
  const downloaded = page.waitForEvent('download')
  await page.getByTestId('preview-more').click()
  await page.getByTestId('save-png').click()
  const file = await downloaded
  expect(file.suggestedFilename()).toBe('Picture a b.png')
  const octets = await readFile(await file.path())
  const colors = await page.evaluate(async (base64) => {
    const image = new Image()
    image.src = `data:image/png;base64,${base64}`
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.width
    canvas.height = image.height
    const pen = canvas.getContext('2d', { willReadFrequently: true })
    if (!pen) throw new Error('no canvas')
    pen.drawImage(image, 0, 0)
    const all = new Set<string>()
    const { data } = pen.getImageData(0, 0, image.width, image.height)
    for (let i = 0; i < data.length; i += 4) all.add([...data.subarray(i, i + 3)].join())
    return {
      width: image.width,
      corner: [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).join(),
      hasLogo: all.has('255,0,0') || all.has('255,128,128'),
    }
  }, octets.toString('base64'))
  expect(colors).toEqual({ width: 320, corner: '18,52,86', hasLogo: true })
})

test('Ctrl+C copies what is selected in the mail, though keys go to the app', async ({ page, context, send }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await send({ subject: 'Copy', html: '<p>First</p><p id="here">Copyme</p>' })
  await open(page, 'Copy')
  await mail(page).locator('#here').dblclick()
  await page.keyboard.press('Control+c')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Copyme')
})

test('attachments: thumbnails, inline ones apart, size and type, what is dangerous is named', async ({ page, send }) => {
  await send({
    subject: 'Files',
    html: '<p>x</p><img src="cid:logo@x">',
    attachments: [
      LOGO,
      { filename: 'photo.png', content: PIXEL, encoding: 'base64' },
      { filename: 'invoice\u202efdp.exe', content: 'MZ' },
      { filename: 'report.xlsm', content: 'PK' },
      { filename: 'notes.txt', content: 'notes' },
    ],
  })
  await open(page, 'Files')
  const files = page.getByRole('list', { name: 'Attachments' }).getByTestId('attachment')
  await expect(files).toHaveCount(4)
  await expect(page.getByRole('list', { name: 'Inline' }).getByTestId('attachment')).toHaveText(/logo\.png/)
  await expect
    .poll(() => page.getByTestId('thumbnail').evaluateAll((all) => all.map((img) => (img as HTMLImageElement).naturalWidth)))
    .toEqual([10, 10])
  await expect(files.nth(1)).toContainText('invoicefdp.exe')
  await expect(files.nth(1).getByTestId('danger')).toHaveText('Program')
  await expect(files.nth(2).getByTestId('danger')).toHaveText('Macros')
  await expect(files.nth(3).getByTestId('danger')).toHaveCount(0)
  await expect(files.nth(3)).toHaveAttribute('title', 'notes.txt, text/plain, 5 B')
  const downloaded = page.waitForEvent('download')
  await files.nth(3).press('Enter')
  expect((await downloaded).suggestedFilename()).toBe('notes.txt')
})

test('the heading holds what is long, many, empty and right to left', async ({ page, send }) => {
  await send({
    subject: 'مرحبا بكم 🎉',
    from: '"متجر" <shop@example.test>',
    to: Array.from({ length: 500 }, (_, i) => `reader${i}@example.test`),
    html: '<p dir="rtl">مرحبا</p>',
  })
  await send({ subject: 'w'.repeat(900), html: '<p>x</p>' })
  await send({ subject: '', from: '', html: '<p>x</p>' })
  await openLive(page)
  await row(page, '🎉').click()
  const title = page.getByTestId('reader').getByRole('heading', { level: 2 })
  expect(await title.evaluate((heading) => getComputedStyle(heading).direction)).toBe('rtl')
  const all = page.getByTestId('all-recipients')
  await expect(all).toHaveText('+496 more')
  await all.press('Enter')
  await expect(page.getByTestId('recipients')).toContainText('reader499@example.test')
  await expect(all).toBeFocused()
  const height = () => page.getByTestId('recipients').evaluate((element) => element.clientHeight)
  expect(await height()).toBeLessThan(180)
  await all.press('Enter')
  await expect(all).toHaveText('+496 more')

  await row(page, 'www').click()
  expect(await title.evaluate((heading) => heading.scrollWidth <= heading.clientWidth && heading.clientHeight < 90)).toBe(true)
  await row(page, '(no subject)').click()
  await expect(title).toHaveText('(no subject)')
  await expect(page.getByTestId('recipients')).toContainText('(no sender)')
})

test.describe('without a jump', () => {
  test.use({ expectedComplaints: /Content Security Policy/ })

  /** Since it was asked last. A shift is reported after the frame that shows it. */
  const moved = (page: Page) =>
    page.evaluate(async () => {
      for (let i = 0; i < 3; i++) await new Promise((resolve) => requestAnimationFrame(resolve))
      return (window as unknown as { moved: string[] }).moved.splice(0)
    })

  test('nothing in the reader moves while a mail opens, also when it lost something and when it is longer than the screen', async ({
    page,
    send,
  }) => {
    const lossy = '<img src="http://10.0.0.1/a.png"><img src="cid:nowhere@x"><p>Some text</p>'
    await send({ subject: 'Short', html: '<p>Short</p>' })
    await send({ subject: 'Lossy', html: lossy })
    await send({ subject: 'Long', html: lossy + '<p>Line</p>'.repeat(300), attachments: [{ filename: 'a.txt', content: 'x' }] })
    await openLive(page)
    await page.evaluate(() => {
      const moved: string[] = []
      Object.assign(window, { moved })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { sources: { node: Node | null }[] })[])
          for (const { node } of entry.sources)
            if (node instanceof Element && node.closest('[data-testid="reader"]')) moved.push(node.outerHTML.slice(0, 200))
      }).observe({ type: 'layout-shift', buffered: true })
    })
    for (const subject of ['Lossy', 'Short', 'Long']) {
      await row(page, subject).click()
      await expect(page.getByTestId('reader').getByRole('heading', { name: subject })).toBeVisible()
      await expect(mail(page).locator('p').first()).toBeVisible()
      await expect(page.getByTestId('lost-bar')).toHaveCount(subject === 'Short' ? 0 : 1)
    }
    expect(await moved(page)).toEqual([])
    await page.getByTestId('width-375').click()
    await expect.poll(() => widthOf(page)).toBe(375)
    await moved(page)
    await row(page, 'Lossy').click()
    await expect(mail(page).locator('p').first()).toBeVisible()
    await row(page, 'Long').click()
    await expect(mail(page).locator('p').first()).toBeVisible()
    expect(await moved(page)).toEqual([])
  })
})
