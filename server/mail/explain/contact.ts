/** Contacts: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350). */
import libqp from 'libqp'
import type { Contact, ContactExplanation } from '../../../shared/model/explanation.ts'
import { decodeText } from '../charset.ts'
import { quote } from '../check-mail/report.ts'
import { type Component, findComponents, properties, property, readComponents } from './components.ts'
import { type ContentLine, parameter, splitValue, unescapeText } from './content-line.ts'
import type { Warn } from './warnings.ts'

const VERSIONS = new Set(['2.1', '3.0', '4.0'])
const URI_SCHEME = /^(?:tel|mailto):/i
/** Values of TYPE that say how something is written, not what it is for. */
const NOT_TYPES = new Set(['internet', 'quoted-printable', 'base64'])

export function readContacts(text: string, warn: Warn): Omit<ContactExplanation, 'kind' | 'warnings'> {
  const root = readComponents(text, warn)
  const components = findComponents(root, 'VCARD')
  if (components.length === 0) warn('contact-none', 'There is no BEGIN:VCARD')
  return { contacts: components.map((component) => readContact(component, warn)) }
}

function readContact(component: Component, warn: Warn): Contact {
  const version = property(component, 'VERSION')?.value.trim() ?? ''
  const text = (name: string) => {
    const line = property(component, name)
    return line ? unescapeBy(decodeValue(line), version).trim() : ''
  }
  const list = (name: string) => properties(component, name).map((line) => unescapeBy(decodeValue(line), version).trim())
  const fields = (line: ContentLine | undefined) =>
    line ? splitValue(decodeValue(line), ';').map((value) => unescapeBy(value, version).trim()) : []
  const [family = '', given = '', additional = '', prefix = '', suffix = ''] = fields(property(component, 'N'))
  const contact: Contact = {
    version,
    uid: text('UID'),
    fullName: text('FN'),
    name: { family, given, additional, prefix, suffix },
    nickname: text('NICKNAME'),
    emails: properties(component, 'EMAIL').map((line) => ({
      addrSpec: unescapeBy(decodeValue(line), version).trim().replace(URI_SCHEME, ''),
      types: typesOf(line),
    })),
    phones: properties(component, 'TEL').map((line) => ({
      number: unescapeBy(decodeValue(line), version).trim().replace(URI_SCHEME, ''),
      types: typesOf(line),
    })),
    organization: fields(property(component, 'ORG')).filter((unit) => unit !== ''),
    title: text('TITLE'),
    role: text('ROLE'),
    addresses: properties(component, 'ADR').map((line) => {
      const [poBox = '', extended = '', street = '', locality = '', region = '', postalCode = '', country = ''] = fields(line)
      return { poBox, extended, street, locality, region, postalCode, country, types: typesOf(line) }
    }),
    urls: list('URL'),
    birthday: text('BDAY'),
    note: text('NOTE'),
    hasPhoto: property(component, 'PHOTO') !== undefined,
  }
  checkContact(component, contact, warn)
  return contact
}

function checkContact(component: Component, { version, emails }: Contact, warn: Warn): void {
  const { line } = component
  if (version === '') warn('contact-no-version', 'A contact has no VERSION', line)
  else if (!VERSIONS.has(version))
    warn('contact-bad-version', `VERSION is ${quote(version)}`, property(component, 'VERSION')?.line)
  const missing = ['FN', 'N'].filter((name) => !property(component, name))
  const required = { '2.1': ['N'], '4.0': ['FN'] }[version] ?? ['FN', 'N']
  for (const name of missing) if (required.includes(name)) warn('contact-no-name', `A contact has no ${name}`, line)
  const emailLines = properties(component, 'EMAIL')
  for (const [i, { addrSpec }] of emails.entries())
    if (!/^[^\s@]+@[^\s@]+$/.test(addrSpec)) warn('contact-bad-email', `EMAIL is ${quote(addrSpec)}`, emailLines[i]?.line)
  if (version === '2.1') return
  const own = component.properties.find((each) => each.params.has('CHARSET') || isEncoded(each))
  if (own) warn('contact-charset', `${own.name} has a CHARSET or an encoding of its own`, own.line)
}

/** Version 2.1 has quoted-printable and a charset for each property. */
function decodeValue(line: ContentLine): string {
  if (!isEncoded(line)) return line.value
  const declared = parameter(line, 'CHARSET')
  return decodeText(libqp.decode(Buffer.from(line.value)), { declared, isPlainText: true }).text
}

function isEncoded({ params }: ContentLine): boolean {
  return [...(params.get('ENCODING') ?? []), ...(params.get('TYPE') ?? [])].some((value) => /^quoted-printable$/i.test(value))
}

/** Version 2.1 escapes nothing but what divides, and its backslashes are often just that. */
function unescapeBy(value: string, version: string): string {
  return version === '2.1' ? value.replace(/\\([;,:\\])/g, '$1') : unescapeText(value)
}

function typesOf({ params }: ContentLine): string[] {
  const types = (params.get('TYPE') ?? []).flatMap((value) => value.toLowerCase().split(','))
  return [...new Set(types.map((type) => type.trim()))].filter((type) => type !== '' && !NOT_TYPES.has(type))
}
