/** Mail that did not come by SMTP: added as octets, or composed here. It takes the same way in. */

import type { Envelope, EnvelopeParameters } from '../../shared/model/envelope.ts'
import type { Added, MessageOrigin, SendRequest } from '../../shared/model/message.ts'
import type { Flags, MailDataWriter } from '../store/store.ts'
import { composeMail, sampleRequest } from './compose.ts'
import { encodeCursor } from './cursor.ts'
import { findBodyOffset, firstField, splitFields } from './header-section.ts'
import type { Ingest } from './ingest.ts'
import { normalizeMailbox } from './mailbox.ts'

const HEAD_OCTETS = 64 * 1024
const ADDR_SPEC = /[^\s<>,;:"()]+@[^\s<>,;:"()]+/g

export interface AddRequest {
  /** In pieces where it need not fit into memory. */
  mailData: Uint8Array | AsyncIterable<Uint8Array>
  origin?: MessageOrigin | undefined
  /** Absent takes the address of the From field. */
  mailFrom?: string | undefined
  /** Absent takes the addresses of To, Cc and Bcc. */
  rcptTo?: readonly string[] | undefined
  mailbox?: string | undefined
  /** As it is written, with the mailbox that it belongs to: `shop/Drafts`. */
  folder?: string | undefined
  receivedAt?: number | undefined
  flags?: Flags | undefined
  tags?: readonly string[] | undefined
}

/** Sends mail data through this program's own SMTP listener. */
export type SubmitMail = (envelope: Envelope, mailData: Uint8Array) => Promise<void>

export interface AddDependencies {
  ingest: Ingest
  databaseId: string
  submit: SubmitMail
  now: () => number
}

export type AddMail = ReturnType<typeof createAddMail>

export function createAddMail({ ingest, databaseId, submit, now }: AddDependencies) {
  async function add({ mailData, origin = 'api', mailFrom, rcptTo, mailbox, folder, ...given }: AddRequest): Promise<Added> {
    const writer = ingest.openMailData()
    try {
      const head = await writeAll(writer, mailData instanceof Uint8Array ? [mailData] : mailData)
      const fields = splitFields(head.subarray(0, findBodyOffset(head, 0, head.length)))
      const addressesOf = (name: string) => firstField(fields, name).match(ADDR_SPEC) ?? []
      const envelope: Envelope = {
        reversePath: mailFrom ?? addressesOf('From')[0] ?? '',
        forwardPaths: rcptTo ? [...rcptTo] : ['To', 'Cc', 'Bcc'].flatMap(addressesOf),
      }
      const parameters: EnvelopeParameters = { mail: [], rcpt: envelope.forwardPaths.map(() => []) }
      const { id, seq } = await ingest.accept({
        origin,
        envelope,
        parameters,
        ...given,
        mailbox: folder ?? (mailbox === undefined ? undefined : normalizeMailbox(mailbox) || undefined),
        mailData: await writer.finish(),
        head,
      })
      return { id, cursor: encodeCursor(databaseId, seq) }
    } catch (error) {
      // The store tries again by itself what it cannot drop now.
      await writer.abandon().catch(() => undefined)
      throw error
    }
  }

  return {
    add,

    async send({ mailbox, ...request }: SendRequest): Promise<Added> {
      const { envelope, mailData } = await composeMail(request)
      return add({ mailData, mailFrom: envelope.reversePath, rcptTo: envelope.forwardPaths, mailbox })
    },

    /** The whole loop, as an app would go through it. */
    async sendSample(): Promise<void> {
      const { envelope, mailData } = await composeMail(sampleRequest(new Date(now())))
      await submit(envelope, mailData)
    },
  }
}

/** @returns the start of what was written */
async function writeAll(writer: MailDataWriter, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const head: Uint8Array[] = []
  let headOctets = 0
  for await (const piece of pieces) {
    if (headOctets < HEAD_OCTETS) {
      head.push(piece.subarray(0, HEAD_OCTETS - headOctets))
      headOctets += head.at(-1)?.length ?? 0
    }
    await writer.write(piece)
  }
  return Buffer.concat(head)
}
