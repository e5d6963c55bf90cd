/**
 * What a mail client asks of messages that only the store can tell. Text is searched as everywhere here (DESIGN §7): folded, decoded, and
 * white space of any length is one blank; so HTML is what a person sees of it, which RFC 9051 §6.4.4 allows for BODY and TEXT.
 */
import { foldForSearch } from '../../shared/search/fold.ts'
import type { Clause, Query } from '../../shared/search/query.ts'

export type MailQuestion =
  | { type: 'query'; query: Query }
  /** Of the text; `needle`, folded, may also be in a text that is attached, and in the header section of such a message. */
  | { type: 'text'; query: Query; needle: string; inHeaders: boolean }
  /** Days from 1970-01-01 of the Date field, by its own calendar; `before` is exclusive. */
  | { type: 'sent'; from: number; before: number }
  | { type: 'tag'; fits: (tag: string) => boolean }
  /** What has these octets: a message and its copies. */
  | { type: 'octets'; mailDataId: number }

export function askSubject(text: string): MailQuestion {
  const needle = foldForSearch(text)
  return needle === '' ? askHeader('subject', '') : query(term({ kind: 'text', field: 'subject', needle }))
}

/**
 * In names and addresses, decoded (RFC 9051 §6.4.4: in the envelope structure's field), and in the field itself: what groups are called
 * (RFC 5322 §3.4) is known there alone.
 */
export function askAddresses(field: 'from' | 'to' | 'cc' | 'bcc', text: string): MailQuestion {
  const needle = foldForSearch(text)
  const inField = headerTerm(field, text)
  // Here, `bcc` is who no field names; for a mail client it is what the field says.
  if (needle === '' || field === 'bcc') return query(inField)
  return query({ type: 'or', of: [term({ kind: 'address', field, needle, whole: false }), inField] })
}

/** @param text empty asks whether there is that field (RFC 9051 §6.4.4) */
export function askHeader(name: string, text: string): MailQuestion {
  return query(headerTerm(name, text))
}

/** In no header fields (RFC 9051 §6.4.4), neither its own nor those of its parts or of a message in it. */
export function askBody(text: string): MailQuestion {
  const needle = foldForSearch(text)
  if (needle === '') return query({ type: 'all' })
  return { type: 'text', needle, inHeaders: false, query: term({ kind: 'text', field: 'body', needle }) }
}

/** The header section, those of the parts (RFC 9051 §6.4.4), and all of the body. */
export function askText(text: string): MailQuestion {
  const needle = foldForSearch(text)
  if (needle === '') return query({ type: 'all' })
  // Fields are kept without the blank behind their colon.
  const inFields = new Set([needle, needle.replace(/^([!-9;-~]+:) /, '$1')])
  return {
    type: 'text',
    needle,
    inHeaders: true,
    query: {
      type: 'or',
      of: [
        term({ kind: 'text', field: 'subject', needle }),
        term({ kind: 'text', field: 'body', needle }),
        term({ kind: 'text', field: 'filename', needle }),
        ...Array.from(inFields, (each) => term({ kind: 'header', name: '', needle: each })),
        ...Array.from(inFields, (each) => term({ kind: 'partHeader', needle: each })),
      ],
    },
  }
}

function query(query: Query): MailQuestion {
  return { type: 'query', query }
}

function headerTerm(name: string, text: string): Query {
  // What is no name of a field is in no mail.
  if (!/^[!-9;-~]+$/.test(name)) return { type: 'not', of: { type: 'all' } }
  const needle = foldForSearch(text)
  return term({ kind: 'header', name: name.toLowerCase(), needle: needle === '' ? undefined : needle })
}

/** Nobody has typed it. */
function term(clause: Clause): Query {
  return { type: 'term', field: '', value: '', quoted: false, start: 0, end: 0, clause }
}
