/** Enhanced status codes in words (RFC 3463, and what IANA has registered since). */
import type { DeliveryStatus } from '../../../shared/model/explanation.ts'

const CLASSES: Record<string, string> = {
  2: 'Success',
  4: 'Failed for now, and may be tried again',
  5: 'Failed for good',
}
const SUBJECTS: Record<string, string> = {
  1: 'something about the address',
  2: 'something about the mailbox',
  3: 'something about the mail system of the recipient',
  4: 'something about network or routing',
  5: 'something about the mail protocol',
  6: 'something about the content or its form',
  7: 'security or policy',
}
/** `subject.detail`; what is not here is told by its subject. */
const DETAILS: Record<string, string> = {
  '1.1': 'there is no such mailbox',
  '1.2': 'there is no such host or domain',
  '1.3': 'the address cannot be read',
  '1.4': 'the address fits more than one recipient',
  '1.5': 'the address is valid',
  '1.6': 'the mailbox has moved, and nobody knows where',
  '1.7': 'the address of the sender cannot be read',
  '1.8': 'the domain of the sender does not exist or takes no mail',
  '1.9': 'relayed to a server that sends no reports',
  '1.10': 'the domain of the recipient takes no mail (null MX); from Exchange, there is no such mailbox',
  '2.1': 'the mailbox is disabled',
  '2.2': 'the mailbox is full',
  '2.3': 'the message is longer than the mailbox takes',
  '2.4': 'the mailing list could not be expanded',
  '3.1': 'the mail system is full',
  '3.2': 'the mail system takes no mail at the moment',
  '3.3': 'the mail system lacks a feature that the message needs',
  '3.4': 'the message is too big for the mail system',
  '3.5': 'the mail system is not set up right',
  '4.1': 'the host does not answer',
  '4.2': 'the connection broke',
  '4.3': 'the directory (DNS) does not answer',
  '4.4': 'no route to the host is known (DNS)',
  '4.5': 'the mail system is overloaded',
  '4.6': 'the mail goes in a loop',
  '4.7': 'the time to deliver has run out',
  '5.1': 'the command is not allowed there',
  '5.2': 'a command has a syntax error',
  '5.3': 'too many recipients',
  '5.4': 'a parameter of a command is wrong',
  '5.5': 'the servers speak different versions of the protocol',
  '5.6': 'the line for signing in is too long',
  '6.1': 'the kind of content is not taken',
  '6.2': 'the content would have to be converted, which is not allowed',
  '6.3': 'the content would have to be converted, which is not possible',
  '6.4': 'the content was converted and lost something',
  '6.5': 'the content could not be converted',
  '6.6': 'the content of the message is not available',
  '6.7': 'an address beyond ASCII is needed and not possible (SMTPUTF8)',
  '6.8': 'a reply beyond ASCII is needed and not possible (SMTPUTF8)',
  '6.9': 'the header section could not be converted for a server without SMTPUTF8',
  '7.1': 'delivery is not authorised, or refused as a matter of policy',
  '7.2': 'sending to the mailing list is not allowed',
  '7.3': 'security would have to be converted, which is not possible',
  '7.4': 'the security features asked for are not supported',
  '7.5': 'a cryptographic check failed',
  '7.6': 'the algorithm is not supported',
  '7.7': 'the message was changed on the way',
  '7.8': 'the credentials are wrong',
  '7.9': 'the way of signing in is too weak',
  '7.10': 'encryption is needed',
  '7.11': 'the way of signing in needs encryption',
  '7.13': 'the account of the user is disabled',
  '7.20': 'no DKIM signature passes',
  '7.21': 'no acceptable DKIM signature was found',
  '7.22': 'no DKIM signature is of the author',
  '7.23': 'SPF says that the sending server is not allowed to',
  '7.24': 'SPF could not be checked',
  '7.25': 'the address of the sending server has no matching name (reverse DNS)',
  '7.26': 'several checks of the sender failed (SPF, DKIM, DMARC)',
  '7.27': 'the domain of the sender takes no mail (null MX)',
  '7.28': 'too much mail of this kind arrives',
}

/** @param raw the Status field: a code, and perhaps a comment */
export function readStatus(raw: string): DeliveryStatus {
  const [, kind = '', subject = '', detail = ''] = /^\s*([245])\.(\d{1,3})\.(\d{1,3})(?!\d|\.\d)/.exec(raw) ?? []
  if (kind === '') return { raw, code: '', meaning: '' }
  const [number, group] = [Number(detail), String(Number(subject))]
  const why = DETAILS[`${group}.${number}`] ?? SUBJECTS[group]
  const how = CLASSES[kind] ?? ''
  return { raw, code: `${kind}.${subject}.${detail}`, meaning: why === undefined ? how : `${how}: ${why}` }
}
