/** Header fields worth comparing, in the order of the mail; all of them when nothing is masked. */
import type { HeaderField } from '../../../shared/model/part.ts'
import { type Masker, NO_MASK } from './mask-values.ts'

/** Written on the way, or told under the parts. */
const LEFT_OUT =
  /^(received|received-spf|return-path|delivered-to|envelope-to|dkim-signature|domainkey-signature|authentication-results|arc-.*|x-received|x-google-.*|x-originating-ip|x-spam-.*|x-mailmitt-.*|mime-version|content-.*)$/i
const MESSAGE_IDS = /^(resent-)?message-id$|^in-reply-to$|^references$/i
const DATES = /^(resent-|delivery-|deferred-)?date$|^expires$|^expiry-date$/i
/** `X-SES-Message-ID`, `X-Mailgun-Sid`: made up for each mail, unless it is a word. */
const OTHER_IDS = /[-_](id|sid|eid|uid|uuid|token)$/i

const MAX_FIELDS = 500
const MAX_VALUE_CHARACTERS = 4000

export interface HeaderLine {
  name: string
  value: string
}

export function headerLines(headers: readonly HeaderField[], masker: Masker): HeaderLine[] {
  return headers
    .filter(({ name }) => masker === NO_MASK || !LEFT_OUT.test(name))
    .slice(0, MAX_FIELDS)
    .map(({ name, value }) => ({ name, value: maskField(name, fold(value), masker) }))
}

function maskField(name: string, value: string, masker: Masker): string {
  if (DATES.test(name)) return /^\w{3}, |\d{4}/.test(value) ? masker.text(value).replace(/^.*<date>.*$/, '<date>') : value
  if (MESSAGE_IDS.test(name)) return value.replace(/<[^<>]*>|[^\s<>]+/g, (id) => masker.as('message-id', id))
  if (OTHER_IDS.test(name) && /\d/.test(value)) return masker.as('token', value)
  return masker.text(value)
}

function fold(text: string): string {
  return text.slice(0, MAX_VALUE_CHARACTERS).replace(/\s+/g, ' ').trim()
}
