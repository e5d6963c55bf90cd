/**
 * Addresses of a header field as ENVELOPE tells them (RFC 9051 §7.5.2): names as they were sent, encoded-words and all. Octets as
 * latin1. Reads obsolete and broken syntax too (RFC 5322 §4.4), in one pass; never throws.
 */
import { readComment, readQuoted } from './quoted-text.ts'

export interface EnvelopeAddress {
  name: string | undefined
  /** An obsolete source route. */
  route: string | undefined
  /** Of a group's start: its name. Of its end: undefined. */
  mailbox: string | undefined
  /** Undefined tells of a group; empty when there is none. */
  host: string | undefined
}

/** Text up to a special, and which one that is; empty at the end. */
interface Run {
  words: string
  hasQuotes: boolean
  /** Of the comments in it, the last. */
  comment: string | undefined
  special: string
}

interface Reader {
  text: string
  at: number
  /** Up to there no angle is closed. */
  openUntil: number
}

const NOBODY: EnvelopeAddress = { name: undefined, route: undefined, mailbox: undefined, host: undefined }

/** What ends a run, and a word of one: blanks, quotes, comments, and an angle that was not opened do so too. */
interface Ends {
  specials: string
  word: RegExp
}

const IN_LIST: Ends = { specials: '<@,;:', word: /[^ \t\r\n"(><@,;:]+/y }
const IN_ANGLE: Ends = { specials: '@', word: /[^ \t\r\n"(>@]+/y }
const NEXT_ADDRESS = /[,;<]/g
/** Of `[IPv6:…]`, which no more than 45 characters need. */
const MAX_LITERAL = 260

export function readAddresses(text: string): EnvelopeAddress[] {
  const reader = { text, at: 0, openUntil: 0 }
  const addresses: EnvelopeAddress[] = []
  let isInGroup = false
  for (let run = readRun(reader, IN_LIST); ; ) {
    if (run.special === ':') {
      // A group has a name.
      if (run.words !== '') {
        if (isInGroup) addresses.push(NOBODY)
        isInGroup = true
        addresses.push({ ...NOBODY, mailbox: run.words })
      }
      run = readRun(reader, IN_LIST)
      continue
    }
    const { address, last } = readAddress(reader, run)
    if (address) addresses.push(address)
    // A comma was forgotten.
    if (last.special === '<' || last.special === '@') {
      run = last
      continue
    }
    if (isInGroup && last.special !== ',') {
      addresses.push(NOBODY)
      isInGroup = false
    }
    if (last.special === '') return addresses
    run = readRun(reader, IN_LIST)
  }
}

/** @returns undefined in its place where none stands */
function readAddress(reader: Reader, run: Run): { address: EnvelopeAddress | undefined; last: Run } {
  const { mailbox, host, last } = readHost(reader, run, IN_LIST)
  const comment = run.comment ?? (last === run ? undefined : last.comment)
  if (last.special !== '<') {
    if (host !== undefined) return { address: { ...NOBODY, name: comment || undefined, mailbox, host }, last }
    // A name alone, or what one machine calls somebody.
    const isName = run.words.includes(' ') && !run.hasQuotes
    const alone = isName ? { name: run.words, mailbox: '' } : { name: comment || undefined, mailbox }
    return { address: run.words === '' ? undefined : { ...NOBODY, ...alone, host: '' }, last }
  }
  // An address in the place of the name is sent so without quotes.
  const name = host === undefined ? run.words : `${mailbox}@${host} ${last.words}`.trimEnd()
  const within = readAngle(reader)
  const tail = readRun(reader, IN_LIST)
  const isNobody = within.mailbox === '' && within.host === '' && name === ''
  return { address: isNobody ? undefined : { ...within, name: name || comment || tail.comment || undefined }, last: tail }
}

/** `local@host`, of which the local part has been read. What follows the host without a comma is left in `last`. */
function readHost(reader: Reader, run: Run, ends: Ends): { mailbox: string; host: string | undefined; last: Run } {
  let mailbox = run.hasQuotes ? run.words : run.words.replace(/ ?\. ?/g, '.')
  let host: string | undefined
  let last = run
  while (last.special === '@' && (host === undefined || last.words === '')) {
    if (host !== undefined) mailbox += `@${host}`
    const literal = readLiteral(reader)
    const next = readRun(reader, ends)
    // Blanks may stand beside a dot (RFC 5322 §4.4).
    const [atoms = ''] = /^[^ ]*(?:(?:(?<=\.) | (?=\.))[^ ]*)*/.exec(next.words) ?? []
    host = literal + atoms.replaceAll(' ', '')
    last = { ...next, words: next.words.slice(atoms.length).trimStart() }
  }
  return { mailbox, host, last }
}

/** Behind `<`. One that is not closed ends where the next address would begin. */
function readAngle(reader: Reader): EnvelopeAddress {
  const { text, at } = reader
  let end = at
  // Within what was looked through once in vain, it is not looked for again: many open angles would take for ever.
  if (at < reader.openUntil) end = reader.openUntil
  else
    while (end < text.length && text[end] !== '>' && text[end] !== '<')
      end = text[end] === '"' ? readQuoted(text, end).end : end + 1
  const isClosed = at >= reader.openUntil && text[end] === '>'
  if (!isClosed) {
    reader.openUntil = end
    NEXT_ADDRESS.lastIndex = at
    end = Math.min(end, NEXT_ADDRESS.exec(text)?.index ?? end)
  }
  reader.at = isClosed ? end + 1 : end
  const within = text.slice(at, end)
  const [route = ''] = /^\s*@[^:[]*:/.exec(within) ?? []
  const inner = { text: within.slice(route.length), at: 0, openUntil: 0 }
  const { mailbox, host = '' } = readHost(inner, readRun(inner, IN_ANGLE), IN_ANGLE)
  return { name: undefined, route: route === '' ? undefined : route.replace(/[\s:]/g, ''), mailbox, host }
}

function readRun(reader: Reader, ends: Ends): Run {
  const { text } = reader
  const run: Run = { words: '', hasQuotes: false, comment: undefined, special: '' }
  let isApart = false
  const add = (word: string) => {
    run.words += isApart && run.words !== '' ? ` ${word}` : word
    isApart = false
  }
  for (let { at } = reader; ; ) {
    ends.word.lastIndex = at
    const [word = ''] = ends.word.exec(text) ?? []
    if (word !== '') add(word)
    at += word.length
    const met = text[at]
    if (met === undefined || ends.specials.includes(met)) {
      reader.at = at + 1
      run.special = met ?? ''
      return run
    }
    if (met === '"') {
      const quoted = readQuoted(text, at)
      add(quoted.value)
      run.hasQuotes = true
      at = quoted.end
    } else if (met === '(') {
      const comment = readComment(text, at)
      run.comment = comment.value.trim()
      isApart = true
      at = comment.end
    } else {
      isApart = true
      at++
    }
  }
}

/** In brackets, where a colon is no group's (RFC 5322 §3.4.1). */
function readLiteral(reader: Reader): string {
  const [literal = ''] = /^[ \t]{0,9}\[[^\]]*\]/.exec(reader.text.slice(reader.at, reader.at + MAX_LITERAL)) ?? []
  reader.at += literal.length
  return literal.trim()
}
