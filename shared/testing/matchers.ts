/** Assertions about mail, in the shape of `expect.extend`; they know no framework. Each failure tells what the mail has instead. */
import type { CountedWait, LinkCriteria, Mail, Wanted } from '../client/client.ts'
import { contains, fits } from '../client/mail.ts'
import { checkCriteria, checkText, isSame, optional, type Text, tellCriteria, tellText } from './expected.ts'
import { judgeNotReceived, judgeReceived, type Outcome } from './received.ts'
import { clientOf, mailOf } from './receiver.ts'

export interface AttachmentCriteria {
  filename?: Text
  /** Media type: `application/pdf`. */
  contentType?: Text
  disposition?: 'inline' | 'attachment'
}

/** What runners tell a matcher. */
export interface State {
  isNot: boolean
}

/** As the runner declares it: its own matcher for text, called within ours. */
export type MatchSnapshot<S extends State> = (state: S, text: string, hint: [hint?: string]) => Outcome | Promise<Outcome>

export interface MailMatchers<R> {
  /** Of a client: waits for the mail; by default 4 s. With `.not`: nothing comes for `quiet`, by default 2 s. */
  toHaveReceived: (wanted?: Wanted<CountedWait>, options?: CountedWait) => Promise<void>
  /** All of it, or what a pattern finds in it. */
  toHaveSubject: (subject: string | RegExp) => R
  /** Any code; or that value among its codes. */
  toHaveCode: (value?: string) => R
  /** Any link; one whose text or address holds that; or one that fits all criteria. */
  toHaveLink: (which?: string | RegExp | LinkCriteria) => R
  /** Any attachment; that file name; or one that fits all criteria. */
  toHaveAttachment: (which?: string | RegExp | AttachmentCriteria) => R
  /** Its snapshot is the one that the runner keeps. */
  toMatchMailSnapshot: (hint?: string) => Promise<void>
}

export function createMatchers<S extends State>(matchSnapshot: MatchSnapshot<S>) {
  return {
    async toHaveReceived(this: S, received: unknown, ...args: [wanted?: Wanted<CountedWait>, options?: CountedWait]) {
      const client = clientOf(received, 'toHaveReceived')
      const wanted = optional(args, 'toHaveReceived', 'what to wait for') ?? {}
      return await (this.isNot ? judgeNotReceived : judgeReceived)(client, wanted, args[1] ?? {})
    },
    toHaveSubject(this: S, received: unknown, expected: Text): Outcome {
      const { subject, id } = mailOf(received, 'toHaveSubject')
      checkText(expected, 'toHaveSubject', 'the subject')
      const has = `The mail ${id} has the subject “${subject}”`
      return { pass: isSame(subject, expected), message: () => `${has}${this.isNot ? '' : `, and not ${tellText(expected)}`}` }
    },
    toHaveCode(this: S, received: unknown, ...args: [value?: string]): Outcome {
      const mail = mailOf(received, 'toHaveCode')
      const value = optional(args, 'toHaveCode', 'the code')
      if (value !== undefined && typeof value !== 'string')
        throw new TypeError(`toHaveCode takes the code as text; this is a ${typeof value}`)
      const codes = mail.codes.map((code) => `${code.value} (“${code.context}”)`)
      const pass = mail.codes.some((code) => value === undefined || code.value === value)
      return judge(mail, pass, value === undefined ? 'code' : `code ${value}`, 'codes', codes)
    },
    toHaveLink(this: S, received: unknown, ...args: [which?: Text | LinkCriteria]): Outcome {
      const mail = mailOf(received, 'toHaveLink')
      const which = optional(args, 'toHaveLink', 'the link')
      const isText = typeof which === 'string' || which instanceof RegExp
      if (which !== undefined && !isText) checkCriteria(which, ['text', 'href', 'kind'], 'toHaveLink')
      const pass = mail.links.some((link) =>
        isText ? contains(link.text, which) || contains(link.href, which) : fits(link, which ?? {}),
      )
      const what = isText ? `link with ${tellText(which)}` : `link${which ? ` with ${tellCriteria(which)}` : ''}`
      return judge(
        mail,
        pass,
        what,
        'links',
        mail.links.map(({ kind, text, href }) => `${kind} “${text}” ${href}`),
      )
    },
    toHaveAttachment(this: S, received: unknown, ...args: [which?: Text | AttachmentCriteria]): Outcome {
      const mail = mailOf(received, 'toHaveAttachment')
      const given = optional(args, 'toHaveAttachment', 'the attachment')
      const which = typeof given === 'string' || given instanceof RegExp ? { filename: given } : given
      if (which !== undefined) checkCriteria(which, ['filename', 'contentType', 'disposition'], 'toHaveAttachment')
      const asked = Object.entries(which ?? {}) as [keyof AttachmentCriteria, Text][]
      const pass = mail.attachments.some((attachment) => asked.every(([name, text]) => isSame(attachment[name], text)))
      return judge(
        mail,
        pass,
        `attachment${which ? ` with ${tellCriteria(which)}` : ''}`,
        'attachments',
        mail.attachments.map(({ filename, contentType, sizeOctets }) => `“${filename}” ${contentType}, ${sizeOctets} octets`),
      )
    },
    async toMatchMailSnapshot(this: S, received: unknown, ...hint: [hint?: string]): Promise<Outcome> {
      const mail = mailOf(received, 'toMatchMailSnapshot')
      if (this.isNot) throw new TypeError('.not.toMatchMailSnapshot would pass for any change, wanted or not')
      optional(hint, 'toMatchMailSnapshot', 'the name')
      return await matchSnapshot(this, await mail.snapshot(), hint)
    },
  }
}

/** One line for each thing that it has, since of a wrong link one wants to see all. */
function judge({ subject, id }: Mail, pass: boolean, what: string, plural: string, things: readonly string[]): Outcome {
  const list = things.map((thing) => `\n  ${thing}`).join('')
  const instead = list === '' ? `its ${plural} are none` : `its ${plural} are:${list}`
  return { pass, message: () => `The mail “${subject}” (${id}) has ${pass ? 'the' : 'no'} ${what}; ${instead}` }
}
