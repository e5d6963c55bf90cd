/** Mail in files: single mails, mbox, Maildir, zip, and folders of them. Names out of an archive are shown and never opened. */
import { createReadStream } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Entry, openPromise } from 'yauzl'
import { LIMITS } from '../limits.ts'
import { readMbox } from './mbox.ts'

export interface MailFile {
  /** For a person: `archive.zip: default/x.eml`. */
  name: string
  /** @throws {Error} that says why it cannot be had; the others can */
  read: () => Promise<Uint8Array<ArrayBuffer>>
}

const MAIL_NAME = /\.eml$/i
const MBOX_NAME = /\.(mbox|mbx)$/i
const ZIP_NAME = /\.zip$/i
/** Mail is text and shrinks to a tenth, to a hundredth when it repeats itself; what is made to fill a disk, to less than a thousandth. */
const MAX_EXPANSION = LIMITS.program.archiveExpansion.value
/** The signatures of an archive: of its first file, or of the end of an empty one. */
const ZIP_STARTS = ['PK\u0003\u0004', 'PK\u0005\u0006']

/**
 * All mail there is at a path, a folder's in the order of names. A file that is named is read whatever its name is; in a folder only
 * what is called `.eml`, `.mbox` or `.zip`, and Maildirs.
 *
 * @throws {Error} when the path itself cannot be read
 */
export async function* findMailFiles(path: string, maxOctets: number): AsyncGenerator<MailFile> {
  if ((await stat(path)).isDirectory()) return yield* findInFolder(path, maxOctets)
  const kind = await kindOf(path)
  if (kind === 'zip') yield* findInZip(path, maxOctets)
  else if (kind === 'mbox') yield* findInMbox(path, createReadStream(path), maxOctets)
  else yield { name: path, read: () => readBounded(createReadStream(path), maxOctets) }
}

async function kindOf(path: string): Promise<'mail' | 'mbox' | 'zip'> {
  if (MAIL_NAME.test(path)) return 'mail'
  if (MBOX_NAME.test(path)) return 'mbox'
  if (ZIP_NAME.test(path)) return 'zip'
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(5), 0, 5, 0)
    const start = buffer.toString('latin1', 0, bytesRead)
    if (ZIP_STARTS.some((known) => start.startsWith(known))) return 'zip'
    return start === 'From ' ? 'mbox' : 'mail'
  } finally {
    await file.close()
  }
}

async function* findInFolder(path: string, maxOctets: number): AsyncGenerator<MailFile> {
  const entries = (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  // The parts of a Maildir; what is in tmp has not been delivered yet.
  const isMaildir = folders.includes('cur') && folders.includes('new')
  if (isMaildir) yield* findInMaildir(path, maxOctets)
  for (const entry of entries) {
    const inner = join(path, entry.name)
    if (entry.isDirectory()) {
      if (!isMaildir || !/^(cur|new|tmp)$/.test(entry.name)) yield* guarded(inner, findInFolder(inner, maxOctets))
    } else if (entry.isFile() && [MAIL_NAME, MBOX_NAME, ZIP_NAME].some((known) => known.test(entry.name)))
      yield* guarded(inner, findMailFiles(inner, maxOctets))
  }
}

/** Names begin with the time of delivery, whichever of the two folders they are in. */
async function* findInMaildir(path: string, maxOctets: number): AsyncGenerator<MailFile> {
  const found: { name: string; folder: string }[] = []
  for (const folder of ['new', 'cur'])
    for (const entry of await readdir(join(path, folder), { withFileTypes: true }))
      if (entry.isFile() && !entry.name.startsWith('.')) found.push({ name: entry.name, folder })
  found.sort((a, b) => Number.parseInt(a.name, 10) - Number.parseInt(b.name, 10) || (a.name < b.name ? -1 : 1))
  for (const { name, folder } of found) {
    const file = join(path, folder, name)
    yield { name: file, read: () => readBounded(createReadStream(file), maxOctets) }
  }
}

async function* findInMbox(path: string, input: AsyncIterable<Uint8Array>, maxOctets: number): AsyncGenerator<MailFile> {
  let number = 0
  for await (const octets of readMbox(input, maxOctets))
    yield {
      name: `${path}: message ${++number}`,
      read: async () => octets ?? Promise.reject(tooLarge(maxOctets)),
    }
}

async function* findInZip(path: string, maxOctets: number): AsyncGenerator<MailFile> {
  // Names are not looked at by the library, which would give the whole archive up for one that leads elsewhere.
  const archive = await openPromise(path, { decodeStrings: false, autoClose: false })
  let room = maxOctets + MAX_EXPANSION * archive.fileSize
  async function* extract(entry: Entry): AsyncGenerator<Uint8Array> {
    for await (const piece of (await archive.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>) {
      room -= piece.length
      if (room < 0) throw new Error(`more than ${MAX_EXPANSION} times its size comes out of it; unpack it first if it is sound`)
      yield piece
    }
  }
  try {
    for await (const entry of archive.eachEntry()) {
      // That one has failed; no other would come to an end.
      if (room < 0) return
      const name = entry.fileNameRaw.toString()
      // Beside each file, macOS puts one of its own.
      if (/(^|\/)(\._|__MACOSX\/)/.test(name)) continue
      if (MAIL_NAME.test(name)) yield { name: `${path}: ${name}`, read: () => readBounded(extract(entry), maxOctets) }
      else if (MBOX_NAME.test(name)) yield* guarded(name, findInMbox(`${path}: ${name}`, extract(entry), maxOctets))
    }
  } finally {
    archive.close()
  }
}

/** One file of many that cannot be opened is one that fails. */
async function* guarded(name: string, files: AsyncIterable<MailFile>): AsyncGenerator<MailFile> {
  try {
    yield* files
  } catch (error) {
    yield { name: name, read: () => Promise.reject(error) }
  }
}

async function readBounded(input: AsyncIterable<Uint8Array>, maxOctets: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = []
  let octets = 0
  for await (const piece of input) {
    octets += piece.length
    if (octets > maxOctets) throw tooLarge(maxOctets)
    pieces.push(piece)
  }
  return new Uint8Array(Buffer.concat(pieces))
}

function tooLarge(maxOctets: number): Error {
  return new Error(`it is larger than the ${maxOctets} octets this Mailmitt takes; see --max-message-size`)
}
