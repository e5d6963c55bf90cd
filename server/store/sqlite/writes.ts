/** Everything that changes the database. Each function is one request; the worker runs many of them in one transaction. */
import { constants as zlib, zstdCompressSync } from 'node:zlib'
import type { Database } from 'better-sqlite3'
import type { Flags, MailboxCounts, NewMessage, ParsedMessage, Selection, StoredSummary } from '../store.ts'
import { fromNewMessage, fromParsed, fromPart, SUMMARY_COLUMNS, type SummaryRow, toSummary } from './rows.ts'

/** Level 1: higher ones cost more and save nothing on mail. */
const ZSTD = { params: { [zlib.ZSTD_c_compressionLevel]: 1 } }
/** Compression pays when it saves a tenth. */
const WORTH_COMPRESSING = 0.9
/** Messages that one request removes at the most, so that mail gets its turn in between. */
const REMOVE_AT_ONCE = 500

export type Writes = ReturnType<typeof createWrites>

export function createWrites(db: Database) {
  const insertChunk = db.prepare('insert into mail_data (mail_data_id, ordinal, zstd, octets) values (?, ?, ?, ?)')
  const deleteMailData = db.prepare('delete from mail_data where mail_data_id = ?')
  const findMailbox = db.prepare<[string], number>('select mailbox_id from mailbox where name = ?').pluck()
  const insertMailbox = db.prepare('insert into mailbox (name) values (?)')
  const insertMessage =
    db.prepare(`insert into message (id, mailbox_id, origin, received_at, reverse_path, forward_paths, parameters,
      session_id, session_started_at, client_address, helo_name, tls, authenticated_as, mail_data_id, size_octets)
    values (:id, :mailbox_id, :origin, :received_at, :reverse_path, :forward_paths, :parameters,
      :session_id, :session_started_at, :client_address, :helo_name, :tls, :authenticated_as, :mail_data_id, :size_octets)`)
  const updateParsed =
    db.prepare(`update message set state = :state, from_addresses = :from_addresses, to_addresses = :to_addresses,
      cc_addresses = :cc_addresses, bcc_addresses = :bcc_addresses, reply_to_addresses = :reply_to_addresses, subject = :subject,
      snippet = :snippet, date_field = :date_field, message_id_field = :message_id_field, in_reply_to = :in_reply_to,
      references_ids = :references_ids, attachment_count = :attachment_count, has_text = :has_text, has_html = :has_html,
      findings = :findings
    where seq = :seq and state = 'received'`)
  const insertPart =
    db.prepare(`insert into part (seq, ordinal, path, content_type, disposition, filename, content_id, encoding, charset,
      size_octets, header_offset, body_offset, body_octets)
    values (:seq, :ordinal, :path, :content_type, :disposition, :filename, :content_id, :encoding, :charset,
      :size_octets, :header_offset, :body_offset, :body_octets)`)
  const insertContent = db.prepare('insert into message_content (seq, content) values (?, ?)')
  const selectSummary = db.prepare<[number], SummaryRow & { mailbox_id: number }>(
    `select ${SUMMARY_COLUMNS}, mailbox_id from message join mailbox using (mailbox_id) where seq = ?`,
  )
  const recount = db.prepare(
    'update mailbox set total = total + ?, unseen = unseen + ?, size_octets = size_octets + ? where mailbox_id = ?',
  )
  const selectCounts = db.prepare<[number], Omit<MailboxCounts, 'revision'>>(
    'select name, total, unseen from mailbox where mailbox_id = ?',
  )
  const updateFlags = db.prepare(
    'update message set seen = coalesce(:seen, seen), pinned = coalesce(:pinned, pinned) where seq = :seq',
  )
  const deleteMessage = db.prepare('delete from message where seq = ?')

  interface Target {
    seq: number
    id: string
    mailbox_id: number
    mail_data_id: number
    size_octets: number
    seen: number
    pinned: number
  }

  /** Ready messages that a selection names. */
  function selectTargets({ ids, mailbox, upTo }: Selection, limit: number, extra = ''): Target[] {
    const conditions = [
      `state <> 'received' and seq <= :upTo`,
      ids && 'id in (select value from json_each(:ids))',
      mailbox !== undefined && 'mailbox_id = (select mailbox_id from mailbox where name = :mailbox)',
      extra,
    ]
    return db
      .prepare<[object], Target>(
        `select seq, id, mailbox_id, mail_data_id, size_octets, seen, pinned from message
         where ${conditions.filter(Boolean).join(' and ')} order by seq limit :limit`,
      )
      .all({ upTo, limit, ...(ids && { ids: JSON.stringify(ids) }), ...(mailbox !== undefined && { mailbox }) })
  }

  let revision = 0
  function countsOf(mailboxIds: ReadonlySet<number>): MailboxCounts[] {
    revision++
    return [...mailboxIds].flatMap((mailboxId) => {
      const counts = selectCounts.get(mailboxId)
      return counts ? { ...counts, revision } : []
    })
  }

  function writeChunk(mailDataId: number, ordinal: number, octets: Uint8Array): void {
    const compressed = zstdCompressSync(octets, ZSTD)
    const pays = compressed.length < octets.length * WORTH_COMPRESSING
    insertChunk.run(mailDataId, ordinal, Number(pays), pays ? compressed : octets)
  }

  return {
    writeChunk,

    dropMailData(mailDataId: number): void {
      deleteMailData.run(mailDataId)
    },

    append(message: NewMessage): { seq: number } {
      const { id, small } = message.mailData
      // Empty mail data has its row too: the highest id there is must never be given again.
      if (small) writeChunk(id, 0, small)
      const mailboxId = findMailbox.get(message.mailbox) ?? Number(insertMailbox.run(message.mailbox).lastInsertRowid)
      return { seq: Number(insertMessage.run(fromNewMessage(message, mailboxId)).lastInsertRowid) }
    },

    makeReady(parsed: { seq: number; message: ParsedMessage }[]): { messages: StoredSummary[]; mailboxes: MailboxCounts[] } {
      const messages: StoredSummary[] = []
      const mailboxIds = new Set<number>()
      for (const { seq, message } of parsed) {
        if (updateParsed.run({ seq, ...fromParsed(message) }).changes === 0) continue
        for (const [ordinal, part] of message.parts.entries()) insertPart.run({ seq, ordinal, ...fromPart(part) })
        const { text, html, headers } = message
        insertContent.run(seq, zstdCompressSync(JSON.stringify({ text, html, headers }), ZSTD))
        const row = selectSummary.get(seq)
        if (!row) continue
        recount.run(1, 1, row.size_octets, row.mailbox_id)
        mailboxIds.add(row.mailbox_id)
        messages.push(toSummary(row))
      }
      return { messages, mailboxes: countsOf(mailboxIds) }
    },

    setFlags(selection: Selection, flags: Flags): { ids: string[]; mailboxes: MailboxCounts[] } {
      const seen = flags.seen === undefined ? null : Number(flags.seen)
      const pinned = flags.pinned === undefined ? null : Number(flags.pinned)
      const ids: string[] = []
      const mailboxIds = new Set<number>()
      for (const target of selectTargets(selection, -1)) {
        if ((seen ?? target.seen) === target.seen && (pinned ?? target.pinned) === target.pinned) continue
        updateFlags.run({ seq: target.seq, seen, pinned })
        if (seen !== null && seen !== target.seen) recount.run(0, seen ? -1 : 1, 0, target.mailbox_id)
        mailboxIds.add(target.mailbox_id)
        ids.push(target.id)
      }
      return { ids, mailboxes: countsOf(mailboxIds) }
    },

    /** Removes a slice; call again while it answers `more`. */
    remove(selection: Selection): { removed: number; ids: string[]; more: boolean; mailboxes: MailboxCounts[] } {
      const targets = selectTargets(selection, REMOVE_AT_ONCE)
      const mailboxIds = new Set<number>()
      for (const target of targets) {
        mailboxIds.add(target.mailbox_id)
        deleteMessage.run(target.seq)
        deleteMailData.run(target.mail_data_id)
        recount.run(-1, target.seen ? 0 : -1, -target.size_octets, target.mailbox_id)
      }
      return {
        removed: targets.length,
        ids: selection.ids ? targets.map(({ id }) => id) : [],
        more: targets.length === REMOVE_AT_ONCE,
        mailboxes: countsOf(mailboxIds),
      }
    },
  }
}
