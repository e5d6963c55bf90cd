/** The mails that both servers get: our fixtures, and those of folders that are named. Octets as latin1 strings. */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MADE } from './made-mails.ts'

const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url))

export interface Mail {
  name: string
  octets: string
}

/** Lines end with CRLF, as they do on the wire. */
export function readMails(folders: readonly string[]): Mail[] {
  const files = [FIXTURES, ...folders].flatMap((folder) =>
    globSync('**/*.eml', { cwd: folder })
      .sort()
      .map((file) => join(folder, file)),
  )
  const read = files.map((file) => ({
    name: basename(file, '.eml'),
    octets: readFileSync(file, 'latin1').replace(/\r?\n/g, '\r\n'),
  }))
  return [...MADE, ...read]
}
