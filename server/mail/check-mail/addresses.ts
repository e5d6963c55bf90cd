/** Addresses in the header, and how they agree with the envelope. */
import type { Address } from '../../../shared/model/address.ts'
import { domainOf, unaddressedRecipients } from '../envelope-message.ts'
import type { MailToCheck } from './mail-to-check.ts'
import { quote, type Report } from './report.ts'

export function checkAddresses(mail: MailToCheck, report: Report): void {
  const { envelope, fields, from, replyTo, to, cc, namedBcc, blind } = mail
  const place = (name: string) => ({ offset: fields.get(name)?.[0]?.offset })
  const check = (name: string, addresses: readonly Address[]) => {
    // A comment may stand anywhere in an address (RFC 5322 §3.2.2), and is not always told from it.
    const bodies = fields.get(name.toLowerCase())?.map(({ body }) => body) ?? []
    if (bodies.some((body) => body.includes('('))) return
    const bad = addresses
      .filter(({ addrSpec }) => !isAddrSpec(addrSpec))
      .map(({ displayName, addrSpec }) => addrSpec || displayName)
    const said = bad.length > 0 ? bad : bodies.flatMap(findNamesWithComma)
    for (const what of said) report('bad-address', `${quote(what)} in the field ${name}`, place(name.toLowerCase()))
  }
  check('From', from)
  check('Reply-To', replyTo)
  check('To', to)
  check('Cc', cc)

  const [author] = from
  if (author && envelope.reversePath !== '' && !isRelated(domainOf(author.addrSpec), domainOf(envelope.reversePath)))
    report(
      'from-envelope-mismatch',
      `From is ${quote(author.addrSpec)}, the reverse-path ${quote(envelope.reversePath)}`,
      place('from'),
    )
  // A mail that was added without an envelope says nothing of who was meant to get it.
  if (envelope.forwardPaths.length === 0) return
  const unaddressed = unaddressedRecipients(
    envelope,
    [to, cc, namedBcc].flat().filter(({ addrSpec }) => isAddrSpec(addrSpec)),
  )
  for (const { addrSpec } of unaddressed) report('recipient-not-in-envelope', `${quote(addrSpec)} is named in the header only`)
  for (const { addrSpec } of blind) report('blind-recipient', `${quote(addrSpec)} stands in the envelope only`)
}

/** A quoted local-part may hold anything (RFC 5322 §3.4.1); else neither blanks nor a second @. */
function isAddrSpec(addrSpec: string): boolean {
  return /^(?:[^\s@"]+|".*")@[^\s@]+$/s.test(addrSpec)
}

/**
 * `Berg, Ann <ann@a.test>` is two addresses, the first without a domain (RFC 5322 §3.4): lenient readers alone take it for a
 * name. A group has its colon and may be empty.
 */
function findNamesWithComma(body: string): string[] {
  const withoutQuotes = body.replace(/\\./gs, '').replace(/"[^"]*"?/g, '')
  const bare = withoutQuotes.replace(/=\?[^?]*\?[bq]\?[^?]*\?=/gi, '')
  return bare.split(',').filter((piece) => piece.trim() !== '' && !/[@:;]/.test(piece))
}

/** A bounce domain is usually below the domain of From, or beside the host that sends for it. */
function isRelated(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`)
}
