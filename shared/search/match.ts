/** Whether a message matches a query: the one meaning of the grammar, which every store must agree with. */
import type { Address } from '../model/address.ts'
import { foldForSearch } from './fold.ts'
import type { AddressField, Clause, Feature, Flag, Query } from './query.ts'
import type { SearchText } from './search-text.ts'

/** What a query looks at. */
export interface SearchedMessage {
  id: string
  mailbox: string
  origin: string
  /** Empty when it did not come by SMTP. */
  sessionId: string
  /** Milliseconds since 1970. */
  receivedAt: number
  reversePath: string
  forwardPaths: readonly string[]
  from: readonly Address[]
  to: readonly Address[]
  cc: readonly Address[]
  bcc: readonly Address[]
  replyTo: readonly Address[]
  subject: string
  messageIdField: string
  sizeOctets: number
  features: readonly Feature[]
  seen: boolean
  pinned: boolean
  broken: boolean
  tags: readonly string[]
  /** Called when something in it is looked for. */
  searchText: () => SearchText
}

export function matches(query: Query, message: SearchedMessage): boolean {
  switch (query.type) {
    case 'all':
      return true
    case 'and':
      return query.of.every((each) => matches(each, message))
    case 'or':
      return query.of.some((each) => matches(each, message))
    case 'not':
      return !matches(query.of, message)
    case 'term':
      return matchesClause(query.clause, message)
  }
}

function matchesClause(clause: Clause, message: SearchedMessage): boolean {
  switch (clause.kind) {
    case 'text':
      return matchesText(clause, message)
    case 'address':
      return matchesAddress(clause, message)
    case 'exact':
      return clause.value === exactValue(clause.field, message)
    case 'type':
      return message.searchText().types.some((type) => type.startsWith(clause.prefix))
    case 'tag':
      return message.tags.some((tag) => fitsTag(foldForSearch(tag), clause))
    case 'code':
      return message.searchText().codes.includes(clause.value)
    case 'link':
      return message.searchText().links.some((href) => href.includes(clause.needle))
    case 'header':
      return message.searchText().headers.some((line) => matchesHeader(line, clause))
    case 'partHeader':
      return message.searchText().partHeaders.some((line) => line.includes(clause.needle))
    case 'is':
      return flagOf(clause.flag, message)
    case 'has':
      return message.features.includes(clause.feature)
    case 'larger':
      return message.sizeOctets > clause.octets
    case 'smaller':
      return message.sizeOctets < clause.octets
    case 'received':
      return message.receivedAt >= (clause.from ?? -Infinity) && message.receivedAt < (clause.before ?? Infinity)
    case 'unknown':
      return false
  }
}

function matchesText({ field, needle }: Clause & { kind: 'text' }, message: SearchedMessage): boolean {
  const inSubject = () => foldForSearch(message.subject).includes(needle)
  const inBody = () => message.searchText().text.includes(needle) || message.searchText().html.includes(needle)
  const inFileNames = () => message.searchText().filenames.some((name) => name.includes(needle))
  switch (field) {
    case 'subject':
      return inSubject()
    case 'body':
      return inBody()
    case 'filename':
      return inFileNames()
    case 'any':
      return (
        inSubject() ||
        inBody() ||
        matchesAddress({ kind: 'address', field: 'addressed', needle, whole: false }, message) ||
        inFileNames()
      )
  }
}

function matchesAddress({ field, needle, whole }: Clause & { kind: 'address' }, message: SearchedMessage): boolean {
  const fits = (value: string) => {
    const folded = foldForSearch(value)
    return whole ? folded === needle : folded.includes(needle)
  }
  return (
    pathsOf(field, message).some(fits) ||
    namesOf(field, message).some(({ displayName, addrSpec }) => fits(addrSpec) || (!whole && fits(displayName)))
  )
}

/** Of the envelope; a source route is no part of an address (RFC 5321 §4.1.2). */
function pathsOf(field: AddressField, { reversePath, forwardPaths }: SearchedMessage): string[] {
  const paths =
    field === 'rcpt'
      ? forwardPaths
      : field === 'mailFrom'
        ? [reversePath]
        : field === 'addressed'
          ? [reversePath, ...forwardPaths]
          : []
  return paths.map((path) => path.replace(/^@[^:]*:/, ''))
}

function namesOf(field: AddressField, { from, to, cc, bcc, replyTo }: SearchedMessage): readonly Address[] {
  if (field === 'addressed') return [from, to, cc, bcc, replyTo].flat()
  if (field === 'rcpt' || field === 'mailFrom') return []
  return { from, to, cc, bcc, replyTo }[field]
}

function exactValue(field: (Clause & { kind: 'exact' })['field'], message: SearchedMessage): string {
  switch (field) {
    case 'id':
      return message.id
    case 'messageId':
      return message.messageIdField
    case 'mailbox':
      return message.mailbox
    case 'session':
      return message.sessionId
    case 'origin':
      return message.origin
  }
}

function matchesHeader(line: string, { name, needle }: Clause & { kind: 'header' }): boolean {
  if (name === '') return line.includes(needle ?? '')
  const colon = line.indexOf(':')
  return line.slice(0, colon) === name && (needle === undefined || line.slice(colon + 1).includes(needle))
}

function fitsTag(folded: string, { name, open }: Clause & { kind: 'tag' }): boolean {
  return open ? folded.startsWith(name) : folded === name
}

function flagOf(flag: Flag, { seen, pinned, broken, tags }: SearchedMessage): boolean {
  return { seen, unseen: !seen, pinned, tagged: tags.length > 0, broken }[flag]
}
