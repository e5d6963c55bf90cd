/** The keys of SEARCH: RFC 9051 §6.4.4, what RFC 3501 §6.4.4 has beside them, and those of CONDSTORE, OBJECTID and WITHIN. */
import { askAddresses, askBody, askHeader, askSubject, askText, type MailQuestion } from '../../mail/mail-question.ts'
import { readEmailId } from '../email-id.ts'
import { isList, type KeyArguments } from './key-arguments.ts'
import { toKeyword } from './keyword.ts'
import { readSetText } from './number-set.ts'
import type { SearchKey } from './search-program.ts'

const EVER = Number.POSITIVE_INFINITY
const NOTHING: SearchKey = { type: 'not', of: { type: 'all' } }

/** @param key reads the next key */
type ReadKey = (given: KeyArguments, key: () => SearchKey) => SearchKey

export const SEARCH_KEYS: Readonly<Record<string, ReadKey>> = {
  ALL: () => ({ type: 'all' }),
  ...flagKeys('ANSWERED', 'answered'),
  ...flagKeys('DELETED', 'deleted'),
  ...flagKeys('DRAFT', 'draft'),
  ...flagKeys('FLAGGED', 'pinned'),
  ...flagKeys('SEEN', 'seen'),
  KEYWORD: (given) => keyword(given),
  UNKEYWORD: (given) => ({ type: 'not', of: keyword(given) }),
  // Only of RFC 3501: what was not there when the mailbox was looked into last.
  RECENT: () => ({ type: 'recent' }),
  OLD: () => ({ type: 'not', of: { type: 'recent' } }),
  NEW: () => ({ type: 'and', of: [{ type: 'recent' }, { type: 'not', of: { type: 'flag', flag: 'seen' } }] }),

  UID: (given) => numbers('uids', given.atom('a set of UIDs')),
  LARGER: (given) => ({ type: 'larger', octets: given.number('a size') }),
  SMALLER: (given) => ({ type: 'smaller', octets: given.number('a size') }),
  MODSEQ: (given) => ({ type: 'modseq', from: readModseq(given) }),
  EMAILID: (given) => {
    const octets = readEmailId(given.text('an id'))
    if (!octets) return NOTHING
    return {
      type: 'and',
      of: [{ type: 'arrived', at: octets.receivedAt }, question({ type: 'octets', mailDataId: octets.mailDataId })],
    }
  },
  // Mail is put in no threads here: its THREADID is NIL (RFC 8474 §5.2).
  THREADID: (given) => {
    given.text('an id')
    return NOTHING
  },

  BEFORE: (given) => ({ type: 'received', from: -EVER, before: given.day() }),
  ON: (given) => ({ type: 'received', ...oneDay(given) }),
  SINCE: (given) => ({ type: 'received', from: given.day(), before: EVER }),
  SENTBEFORE: (given) => question({ type: 'sent', from: -EVER, before: given.day() }),
  SENTON: (given) => question({ type: 'sent', ...oneDay(given) }),
  SENTSINCE: (given) => question({ type: 'sent', from: given.day(), before: EVER }),
  // RFC 5032
  YOUNGER: (given) => ({ type: 'younger', seconds: given.number('an age') }),
  OLDER: (given) => ({ type: 'older', seconds: given.number('an age') }),

  FROM: (given) => question(askAddresses('from', given.text('a string'))),
  TO: (given) => question(askAddresses('to', given.text('a string'))),
  CC: (given) => question(askAddresses('cc', given.text('a string'))),
  BCC: (given) => question(askAddresses('bcc', given.text('a string'))),
  SUBJECT: (given) => question(askSubject(given.text('a string'))),
  HEADER: (given) => {
    const name = given.text('the name of a field')
    return question(askHeader(name, given.text('a string')))
  },
  BODY: (given) => question(askBody(given.text('a string'))),
  TEXT: (given) => question(askText(given.text('a string'))),

  // Not asked as such: what does not match is found by no index.
  NOT: (_given, key) => ({ type: 'not', of: key() }),
  OR: (_given, key) => combine('or', [key(), key()]),
}

/** What columns and index tell is asked in one, and not key by key. */
export function combine(type: 'and' | 'or', of: readonly SearchKey[]): SearchKey {
  const [only] = of
  if (only && of.length === 1) return only
  const queries = of.flatMap((key) => {
    const query = queryOf(key)
    if (!query) return []
    return query.type === type ? query.of : [query]
  })
  const others = of.filter((key) => !queryOf(key))
  const asked: SearchKey[] = queries.length === 0 ? [] : [question({ type: 'query', query: { type, of: queries } })]
  return others.length === 0 && asked[0] ? asked[0] : { type, of: [...others, ...asked] }
}

function queryOf(key: SearchKey) {
  return key.type === 'question' && key.question.type === 'query' ? key.question.query : undefined
}

/** @returns undefined when it is none */
export function readNumbers(atom: string): SearchKey | undefined {
  return /^[\d*$]/.test(atom) ? numbers('places', atom) : undefined
}

function numbers(type: 'places' | 'uids', atom: string): SearchKey {
  return atom === '$' ? { type: 'saved' } : { type, set: readSetText(atom) }
}

function flagKeys(name: string, flag: 'answered' | 'deleted' | 'draft' | 'pinned' | 'seen'): Record<string, ReadKey> {
  return {
    [name]: () => ({ type: 'flag', flag }),
    [`UN${name}`]: () => ({ type: 'not', of: { type: 'flag', flag } }),
  }
}

function keyword(given: KeyArguments): SearchKey {
  const wanted = given.atom('a keyword').toLowerCase()
  const fits = (tag: string) => toKeyword(tag).toLowerCase() === wanted
  return { type: 'and', of: [{ type: 'flag', flag: 'isTagged' }, question({ type: 'tag', fits })] }
}

/** Which flag it is about may be named, and makes no difference: all of a message have one (RFC 7162 §3.1.5). */
function readModseq(given: KeyArguments): number {
  const ahead = given.peek()
  if (ahead && !isList(ahead) && ahead.type === 'STRING') {
    given.text('the name of a flag')
    given.atom('priv, shared or all')
  }
  return given.number('a mod-sequence')
}

function oneDay(given: KeyArguments): { from: number; before: number } {
  const day = given.day()
  return { from: day, before: day + 1 }
}

function question(question: MailQuestion): SearchKey {
  return { type: 'question', question }
}
