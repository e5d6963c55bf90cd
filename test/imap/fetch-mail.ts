/** FETCH of a mail's octets, without a server: asked as a client writes it, answered as it goes over the line. */
import parse from 'imapflow/lib/handler/imap-parser.js'
import { fetchResponse } from '../../server/imap/fetch/fetch-response.ts'
import { type FetchItem, readFetchItems } from '../../server/imap/fetch/items.ts'
import type { Token } from '../../server/imap/token.ts'
import { scanParts } from '../../server/mail/part-tree.ts'

export const ENTRY = { uid: 7, modseq: 12, receivedAt: Date.UTC(2026, 0, 2, 3, 4, 5), sizeOctets: 0 }

/** Lines as they are written in a test, ended by CRLF. */
export const crlf = (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1')

/** @param asked what follows the sequence set */
export async function readItems(asked: string): Promise<FetchItem[]> {
  const { attributes } = await parse(Buffer.from(`a FETCH 1 ${asked}`, 'latin1'), { literals: [] })
  return readFetchItems((attributes as readonly Token[] | undefined)?.[1])
}

export interface FetchOptions {
  isRev2?: boolean
  /** As one that could not be parsed is kept. */
  isBroken?: boolean
  /** Octets in a piece of what is stored. */
  pieceOctets?: number
  /** Told of what is read. */
  onRead?: (start: number, end: number) => void
}

/** @returns what stands between the parentheses, as latin1 */
export async function fetchMail(mailData: Buffer, asked: string, options: FetchOptions = {}): Promise<string> {
  const { isRev2 = false, isBroken = false, pieceOctets = 1024, onRead } = options
  async function* octets(start: number, end: number) {
    onRead?.(start, end)
    for (let at = start; at < end; at += pieceOctets) yield mailData.subarray(at, Math.min(end, at + pieceOctets))
  }
  const pieces: Uint8Array[] = []
  const sizeOctets = mailData.length
  const message = {
    ...{ sizeOctets, mailDataId: 3, receivedAt: ENTRY.receivedAt, snippet: 'Grüße an alle' },
    parts: isBroken ? [] : scanParts(mailData).parts,
  }
  const items = await readItems(asked)
  for await (const piece of fetchResponse({ items, entry: { ...ENTRY, sizeOctets }, flags: '\\Seen', message, octets, isRev2 }))
    pieces.push(piece)
  return Buffer.concat(pieces).toString('latin1')
}

/** As a client reads it: lists as arrays, strings and literals as text of octets, NIL as null. */
export async function readAnswer(answer: string): Promise<unknown[]> {
  const literals: Buffer[] = []
  let line = ''
  // A stream hands the octets of literals to the parser apart from the line.
  for (let at = 0; at < answer.length; ) {
    const [marker, size] = /^(?:"(?:[^"\\]|\\.)*"|~?\{(\d+)\}\r\n|[^"~{]+|.)/s.exec(answer.slice(at)) ?? ['', undefined]
    line += marker
    at += marker.length
    if (size === undefined) continue
    literals.push(Buffer.from(answer.slice(at, at + Number(size)), 'latin1'))
    at += Number(size)
  }
  const { attributes } = await parse(Buffer.from(`* 1 FETCH (${line})`, 'latin1'), { literals })
  return plain((attributes as never[])[1]) as unknown[]
}

function plain(token: unknown): unknown {
  if (Array.isArray(token)) return token.map(plain)
  if (token === null || typeof token !== 'object' || !('value' in token)) return token
  return Buffer.isBuffer(token.value) ? token.value.toString('latin1') : token.value
}

/** The value of an answer to one item. */
export async function fetchValue(mailData: Buffer, asked: string, options?: FetchOptions): Promise<unknown> {
  return (await readAnswer(await fetchMail(mailData, asked, options)))[1]
}
