import { expect, test } from 'vitest'
import { dangerOf, withoutControls } from '../../web/lib/file-danger.ts'

test.for([
  ['setup.exe', 'application/octet-stream', 'program'],
  ['Setup.EXE. ', 'application/octet-stream', 'program'],
  ['invoice.pdf.js', 'application/pdf', 'script'],
  ['photo\u202egpj.scr', 'image/jpeg', 'program'],
  ['report.xlsm', 'application/vnd.ms-excel.sheet.macroenabled.12', 'macros'],
  ['report', 'application/vnd.ms-excel.sheet.macroEnabled.12', 'macros'],
  ['', 'application/x-msdownload', 'program'],
  ['', 'text/html', 'page'],
  ['logo.svg', 'image/svg+xml', 'page'],
  ['disk.iso', 'application/octet-stream', 'disk'],
  ['open.lnk', 'application/octet-stream', 'shortcut'],
  ['report.pdf', 'application/pdf', undefined],
  ['exe', 'application/octet-stream', undefined],
  ['notes.txt', 'text/plain', undefined],
  ['photo.jpg', 'image/jpeg', undefined],
] as const)('%j of %s: %s', ([filename, contentType, danger]) => {
  expect(dangerOf({ filename, contentType })).toBe(danger)
})

test('what turns a name around is not shown', () => {
  expect(withoutControls('a\u202egpj.exe\u0000')).toBe('agpj.exe')
})
