/** The fields of the search grammar (API.md §5): how each value is read. The help, the suggestions and the docs are made from it. */
import { foldCode, foldForSearch } from './fold.ts'
import type { AddressField, Clause, ExactField, Feature, Flag, TextField } from './query.ts'
import { readMoment, readSpan, type TimeContext } from './time.ts'

export interface SearchField {
  /** What it matches, for a person. */
  matches: string
  example: string
  /** All there are, where they are few. */
  values?: readonly string[]
  /** @returns a sentence when the value has no meaning */
  read: (value: string, context: TimeContext) => Clause | string
}

const FLAGS: Record<string, Flag> = {
  seen: 'seen',
  unseen: 'unseen',
  pinned: 'pinned',
  tagged: 'tagged',
  broken: 'broken',
  read: 'seen',
  unread: 'unseen',
}
const FEATURES: readonly Feature[] = [
  ...(['attachment', 'inline', 'html', 'text', 'code', 'link', 'calendar', 'finding', 'unsubscribe'] as const),
]
const ORIGINS = ['smtp', 'api', 'import', 'append', 'copy']
const UNITS: Record<string, number> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }

export const SEARCH_FIELDS: Readonly<Record<string, SearchField>> = {
  from: address('from', 'names and addresses of the From field', 'from:ann@x.test'),
  to: address('to', 'names and addresses of the To field', 'to:ann'),
  cc: address('cc', 'names and addresses of the Cc field', 'cc:sales'),
  bcc: address('bcc', 'forward-paths that no field names', 'bcc:audit@x.test'),
  'reply-to': address('replyTo', 'names and addresses of the Reply-To field', 'reply-to:support'),
  rcpt: address('rcpt', 'recipients in the envelope', 'rcpt:ann@x.test'),
  'mail-from': address('mailFrom', 'the reverse-path in the envelope', 'mail-from:bounces'),
  addressed: address('addressed', 'any address, in the envelope or in a field', 'addressed:ann@x.test'),
  subject: text('subject', 'the subject', 'subject:"your code"'),
  body: text('body', 'text, and what a person sees of the HTML', 'body:welcome'),
  filename: text('filename', 'file names', 'filename:.pdf'),
  type: {
    matches: 'beginning of the media type of any part',
    example: 'type:image/',
    read: (value) => ({ kind: 'type', prefix: foldForSearch(value) }),
  },
  header: {
    matches: 'messages with that header field, or with that text in it',
    example: 'header:x-campaign=spring',
    read: readHeader,
  },
  code: {
    matches: 'messages that bring that code, as `codes` tells it; its blanks and hyphens do not matter',
    example: 'code:482913',
    read: readCode,
  },
  link: {
    matches: 'addresses that links lead to, as `links` tells them',
    example: 'link:/reset-password',
    read: (value) => ({ kind: 'link', needle: foldForSearch(value) }),
  },
  id: exact('id', 'the message with that id', 'id:0k3f'),
  'message-id': exact('messageId', 'the Message-ID field, with or without angle brackets', 'message-id:<1@x.test>'),
  mailbox: exact('mailbox', 'messages in that mailbox', 'mailbox:default'),
  tag: {
    matches: 'messages with that tag; a * at the end stands for any ending',
    example: 'tag:release',
    read(value) {
      const name = foldForSearch(value.trim().replace(/\*$/, ''))
      return name === ''
        ? 'takes the name of a tag; is:tagged finds all that have one'
        : { kind: 'tag', name, open: value.trim().endsWith('*') }
    },
  },
  session: exact('session', 'messages that came in that SMTP session', 'session:0k3f'),
  origin: { ...exact('origin', 'how it came', 'origin:smtp'), values: ORIGINS, read: oneOf(ORIGINS, originClause) },
  is: { matches: 'its state', example: 'is:unseen', values: Object.keys(FLAGS), read: oneOf(Object.keys(FLAGS), flagClause) },
  has: { matches: 'what it holds', example: 'has:attachment', values: FEATURES, read: oneOf(FEATURES, featureClause) },
  larger: size('larger', 'messages of more octets', 'larger:2.5MB'),
  smaller: size('smaller', 'messages of fewer octets', 'smaller:10k'),
  after: {
    matches: 'messages received then or later',
    example: 'after:2h',
    read(value, context) {
      const from = readMoment(value, context)
      return typeof from === 'string' ? from : { kind: 'received', from, before: undefined }
    },
  },
  before: {
    matches: 'messages received earlier',
    example: 'before:7d',
    read(value, context) {
      const before = readMoment(value, context)
      return typeof before === 'string' ? before : { kind: 'received', from: undefined, before }
    },
  },
  on: {
    matches: 'messages received on that day',
    example: 'on:today',
    read(value, context) {
      const span = readSpan(value, context)
      return typeof span === 'string' ? span : { kind: 'received', ...span }
    },
  },
}

function text(field: TextField, matches: string, example: string): SearchField {
  return { matches, example, read: (value) => ({ kind: 'text', field, needle: foldForSearch(value) }) }
}

function address(field: AddressField, matches: string, example: string): SearchField {
  return {
    matches,
    example,
    read: (value) => ({
      kind: 'address',
      field,
      needle: foldForSearch(value),
      whole: /^[^\s@<>]+@[^\s@<>]+$/.test(value.trim()),
    }),
  }
}

function exact(field: ExactField, matches: string, example: string): SearchField {
  return {
    matches,
    example,
    read: (value) => ({ kind: 'exact', field, value: field === 'messageId' ? value.replace(/^<|>$/g, '') : value }),
  }
}

function size(kind: 'larger' | 'smaller', matches: string, example: string): SearchField {
  return {
    matches,
    example,
    read(value) {
      const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmg]?)i?b?$/i.exec(value.trim()) ?? []
      if (amount === undefined) return 'takes a number of octets, such as 500, 10k or 2.5MB'
      return { kind, octets: Math.round(Number(amount) * (UNITS[unit.toLowerCase()] ?? 1)) }
    },
  }
}

function readHeader(value: string): Clause | string {
  const [name = '', ...rest] = value.split('=')
  if (!/^[!-9;-~]+$/.test(name)) return 'takes the name of a header field, such as header:x-campaign or header:x-campaign=spring'
  return { kind: 'header', name: name.toLowerCase(), needle: rest.length === 0 ? undefined : foldForSearch(rest.join('=')) }
}

function readCode(value: string): Clause | string {
  const folded = foldCode(value)
  return folded === '' ? 'takes a code, such as 482913 or ABC-DEF' : { kind: 'code', value: folded }
}

function oneOf(values: readonly string[], toClause: (value: string) => Clause): SearchField['read'] {
  return (value) => {
    const folded = value.toLowerCase()
    return values.includes(folded) ? toClause(folded) : `takes one of ${values.join(', ')}`
  }
}

function flagClause(value: string): Clause {
  const flag = FLAGS[value]
  return flag ? { kind: 'is', flag } : { kind: 'unknown' }
}

function featureClause(value: string): Clause {
  return { kind: 'has', feature: value as Feature }
}

function originClause(value: string): Clause {
  return { kind: 'exact', field: 'origin', value }
}
