/** What a test asks of a mail, as an object: printed as a search (API.md §5), so that every value is quoted as it must be. */
import type { MessageOrigin } from '../model/message.ts'
import { printCriterion } from '../search/print.ts'
import type { Feature, Flag } from '../search/query.ts'

/** Of a list, each must hold. */
type Values<T = string> = T | readonly T[]

/** All must hold. Texts are found as parts of what they are looked for in; an address, `ann@x.test`, only as a whole. */
export interface Criteria {
  /** In the To field or, of blind recipients too, in the envelope. */
  to?: Values
  from?: Values
  cc?: Values
  bcc?: Values
  replyTo?: Values
  /** Any address, in the envelope or in a field. */
  addressed?: Values
  /** Recipients in the envelope. */
  rcpt?: Values
  /** The reverse-path in the envelope. */
  mailFrom?: Values
  subject?: Values
  /** In the text, and in what a person sees of the HTML. */
  text?: Values
  filename?: Values
  /** Beginning of the media type of any part. */
  type?: Values
  /** Text by the name of the field it is in; `true` for a field that only has to be there. */
  header?: Readonly<Record<string, string | true>>
  code?: Values
  link?: Values
  has?: Values<Feature>
  is?: Values<Flag>
  tag?: Values
  id?: string
  messageId?: string
  session?: string
  origin?: MessageOrigin
  /** Octets, or a text such as `2.5MB`. */
  larger?: number | string
  smaller?: number | string
  /** ISO date or time, or how long ago: `10m`. */
  after?: string
  before?: string
  on?: string
}

const FIELDS: Readonly<Record<Exclude<keyof Criteria, 'to' | 'header'>, string>> = {
  from: 'from',
  cc: 'cc',
  bcc: 'bcc',
  replyTo: 'reply-to',
  addressed: 'addressed',
  rcpt: 'rcpt',
  mailFrom: 'mail-from',
  subject: 'subject',
  text: 'body',
  filename: 'filename',
  type: 'type',
  code: 'code',
  link: 'link',
  has: 'has',
  is: 'is',
  tag: 'tag',
  id: 'id',
  messageId: 'message-id',
  session: 'session',
  origin: 'origin',
  larger: 'larger',
  smaller: 'smaller',
  after: 'after',
  before: 'before',
  on: 'on',
}

/** @throws {TypeError} for what could pass as "anything": a criterion that there is not, or one without a value */
export function printCriteria(criteria: Criteria): string {
  return Object.entries(criteria)
    .flatMap(([name, value]) => {
      const values: unknown[] = name === 'header' ? Object.entries(value ?? {}) : [value].flat()
      if (values.length === 0 || values.flat().some((each) => each === undefined || each === null))
        throw new TypeError(`The criterion “${name}” has no value: ${JSON.stringify(value)}`)
      return values.map((each) =>
        name === 'header' ? printHeader(each as [string, string | true]) : printOne(name, String(each)),
      )
    })
    .join(' ')
}

function printOne(name: string, value: string): string {
  if (name === 'to') return `(${printCriterion({ field: 'to', value })} OR ${printCriterion({ field: 'rcpt', value })})`
  if (!Object.hasOwn(FIELDS, name))
    throw new TypeError(`There is no criterion “${name}”; there are to, header, ${Object.keys(FIELDS).join(', ')}`)
  return printCriterion({ field: FIELDS[name as keyof typeof FIELDS], value })
}

function printHeader([name, value]: [string, string | true]): string {
  return printCriterion({ field: 'header', value: value === true ? name : `${name}=${value}` })
}
