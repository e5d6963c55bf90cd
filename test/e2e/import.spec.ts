/** Mail out of files and into files, by drop, by keyboard and by link. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { test as base, expect, mail, openLive, row } from './fixtures.ts'

interface Fixtures {
  /** Files of a folder of the test's own. @returns the path of that folder */
  put: (files: Record<string, string>) => Promise<string>
}

const test = base.extend<Fixtures>({
  put: async ({ page: _page }, use, info) => {
    await use(async (files) => {
      for (const [name, content] of Object.entries(files)) {
        await mkdir(info.outputPath(name, '..'), { recursive: true })
        await writeFile(info.outputPath(name), content)
      }
      return info.outputPath()
    })
  },
})

const eml = (subject: string) => `From: a@x.test\r\nTo: b@x.test\r\nSubject: ${subject}\r\n\r\nHello\r\n`

/** Drags files over a place and lets go of them there, as a file manager does. */
async function drop(page: Page, paths: readonly string[], at = { x: 600, y: 400 }): Promise<void> {
  const send = await dragOver(page, paths, at)
  // What came up over the mail is entered anew, which a real drag does by itself.
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await send(type)
  await expect(page.getByTestId('drop-overlay')).toHaveCount(0)
}

async function dragOver(page: Page, paths: readonly string[], at: { x: number; y: number }) {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  const send = (type: 'dragEnter' | 'dragOver' | 'drop') => session.send('Input.dispatchDragEvent', { type, ...at, data })
  await send('dragEnter')
  await send('dragOver')
  await expect(page.getByTestId('drop-overlay')).toBeVisible()
  return send
}

test('mails are dropped onto a mailbox: it says where they go, and they are there', async ({ page, app, send, put }) => {
  await send({ subject: 'First', text: 'x' }, 'shop')
  await openLive(page, '/?mailbox=shop')
  const path = await put({ 'one.eml': eml('One'), 'two.eml': eml('Two') })
  await dragOver(page, [`${path}/one.eml`], { x: 100, y: 100 })
  await expect(page.getByTestId('drop-overlay')).toContainText('They go to shop.')
  await page.getByTestId('drop-overlay').dispatchEvent('dragleave')
  await expect(page.getByTestId('drop-overlay')).toHaveCount(0)
  await drop(page, [`${path}/one.eml`, `${path}/two.eml`])
  await expect(page.getByText('Added 2 mails')).toBeVisible()
  await expect(page.getByTestId('message-row')).toHaveText([/Two/, /One/, /First/])
  const [newest] = (await app.client.list({ mailbox: 'shop' })).messages
  expect(newest).toMatchObject({ subject: 'Two', origin: 'import' })
  expect(Buffer.from(await app.client.raw(newest?.id ?? '')).toString()).toBe(eml('Two'))
})

test('a folder gives its mails; what could not be added is named with its reason', async ({ page, put }) => {
  await page.goto('/')
  await expect(page.getByTestId('empty-state')).toBeVisible()
  const path = await put({
    ...{ 'in/b.eml': eml('B'), 'in/deep/a.eml': eml('A'), 'in/notes.txt': 'x', 'in/empty.eml': '' },
    'photo.png': 'x',
  })
  await drop(page, [`${path}/in`, `${path}/photo.png`])
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('2 files were not added')
  await expect(page.getByTestId('import-added')).toHaveText('2 mails were added.')
  await expect(page.getByTestId('import-reason')).toHaveText([/It is empty\.in\/empty\.eml/, /Not an \.eml file.+photo\.png/])
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByTestId('message-row')).toHaveText([/A/, /B/])
})

test('over the mail itself too, files are not opened in its place', async ({ page, send, put }) => {
  await send({ subject: 'Open', html: '<p style="height:2000px">The mail</p>' })
  await openLive(page)
  await row(page, 'Open').click()
  await expect(mail(page).getByText('The mail')).toBeVisible()
  const path = await put({ 'x.eml': eml('Dropped') })
  await drop(page, [`${path}/x.eml`], { x: 1000, y: 600 })
  await expect(row(page, 'Dropped')).toBeVisible()
  await expect(mail(page).getByText('The mail')).toBeVisible()
})

test('files are chosen by keyboard alone', async ({ page, put }) => {
  await page.goto('/')
  const path = await put({ 'x.eml': eml('Chosen') })
  await page.getByLabel('More for this list').focus()
  await page.keyboard.press('Enter')
  const chooser = page.waitForEvent('filechooser')
  await expect(page.getByTestId('action-mark-all-seen')).toBeVisible()
  await page.keyboard.type('add')
  await expect(page.getByTestId('action-add-files')).toBeFocused()
  await page.keyboard.press('Enter')
  await (await chooser).setFiles([`${path}/x.eml`])
  await expect(row(page, 'Chosen')).toBeVisible()
  await expect(page.getByText('Added 1 mail')).toBeVisible()
})

test('many files show how far it is, and it can be stopped', async ({ page, app, put }) => {
  await page.goto('/')
  const path = await put(Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`in/${index}.eml`, eml(`${index}`)])))
  const held = Promise.withResolvers<void>()
  let portions = 0
  await page.route(/\/api\/messages\?.*origin=import/, async (route) => {
    if (++portions === 2) await held.promise
    await route.continue()
  })
  await drop(page, [`${path}/in`])
  await expect(page.getByTestId('toast-progress')).toHaveText('50 of 130')
  await page.getByTestId('toast-stop').click()
  held.resolve()
  await expect(page.getByText('Stopped after 100 of 130 mails')).toBeVisible()
  await expect(page.getByTestId('toast-progress')).toHaveCount(0)
  expect((await app.client.list()).total).toBe(100)
})

test('a list or a search is exported as one file', async ({ page, send }) => {
  for (const subject of ['Invoice 1', 'Welcome', 'Invoice 2']) await send({ subject, text: 'x' })
  await openLive(page, '/?q=invoice')
  await page.getByLabel('More for this list').click()
  await page.getByTestId('action-export').click()
  await expect(page.getByRole('dialog')).toContainText('Export 2 messages')
  const downloading = page.waitForEvent('download')
  await page.getByTestId('export-mbox').click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^mailmitt \d{4}-\d\d-\d\d\.mbox$/)
  const text = await readFile(await download.path(), 'utf8')
  expect(text.match(/^Subject: .+$/gm)?.map((line) => line.trim())).toEqual(['Subject: Invoice 1', 'Subject: Invoice 2'])
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
