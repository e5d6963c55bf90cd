/** A mail as the checks look at it: its octets, and what parsing has made of them. */
import type { Address } from '../../../shared/model/address.ts'
import type { Envelope } from '../../../shared/model/envelope.ts'
import type { StoredPart } from '../../store/store.ts'
import type { RawField } from '../header-section.ts'
import type { PartTree, ScannedPart } from '../part-tree.ts'

/** What is known of how a mail came, beside its envelope. */
export interface Arrival {
  /** Milliseconds since 1970. */
  receivedAt: number
  /** MAIL said SMTPUTF8 (RFC 6531 §3.4). */
  hasSmtpUtf8: boolean
}

export interface ParsedMail {
  mailData: Buffer
  envelope: Envelope
  arrival: Arrival | undefined
  tree: PartTree
  subject: string
  from: readonly Address[]
  replyTo: readonly Address[]
  to: readonly Address[]
  cc: readonly Address[]
  /** Of the Bcc fields, which should not be there. */
  namedBcc: readonly Address[]
  /** Forward-paths that no field names. */
  blind: readonly Address[]
  text: string
  html: string
  /** Paths of parts of which some octets mean nothing in the charset they were read in. */
  lossy: ReadonlySet<string>
  /** Parts that the HTML names. */
  shownInline: ReadonlySet<StoredPart>
  /** Content ids that the HTML names and no part has. */
  missingInline: readonly string[]
}

export interface MailToCheck extends ParsedMail {
  isAscii: boolean
  /** Without those of messages in it, whose faults are somebody else's. */
  ownParts: readonly ScannedPart[]
  /** Fields of the mail by name in lower case, in their order. */
  fields: ReadonlyMap<string, readonly RawField[]>
}
