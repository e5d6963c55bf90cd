/** Everything that only reads. Runs on the reader thread, on a connection that cannot write. */
import type { Database, Statement } from 'better-sqlite3'
import type { Mailbox } from '../../../shared/model/mailbox.ts'
import type { ListAnswer, ListRequest, MailboxCounts, PendingMessage, StoredMessage } from '../store.ts'
import { damagedMailData, damagedMessage, isFromSqlite } from './damage.ts'
import { createFacetReads } from './facets.ts'
import { createFolderReads } from './folders.ts'
import {
  type CountsRow,
  MESSAGE_COLUMNS,
  type MessageRow,
  type PartRow,
  type PendingRow,
  SUMMARY_COLUMNS,
  type SummaryRow,
  toCounts,
  toParameters,
  toPart,
  toPending,
  toSession,
  toSummary,
} from './rows.ts'
import { createSearch } from './search.ts'
import { createSessionReads } from './sessions.ts'
import { createTagReads, tagReasons } from './tags.ts'
import { createViewReads } from './views.ts'
import { decompress } from './zstd.ts'

export type Prepare = <Parameters extends unknown[], Row>(sql: string) => Statement<Parameters, Row>
export type Reads = ReturnType<typeof createReads>

export function createReads(db: Database) {
  const statements = new Map<string, Statement>()
  /** Statements are prepared once: a point read costs 1 µs, preparing it 15. */
  const prepared: Prepare = <Parameters extends unknown[], Row>(sql: string) => {
    const statement = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, statement)
    return statement as Statement<Parameters, Row>
  }

  const search = createSearch(db, prepared)

  return {
    ...createSessionReads(prepared),
    ...createTagReads(prepared),
    ...search.reads,
    ...createFacetReads(db, search),
    ...createFolderReads(prepared),
    ...createViewReads(db, prepared),

    pending(after: number, limit: number): PendingMessage[] {
      return prepared<[number, number], PendingRow>(
        `select seq, id, name as mailbox, origin, received_at, mail_data_id, message.size_octets, reverse_path, forward_paths, parameters, session_id
         from message join mailbox using (mailbox_id) where state = 'received' and seq > ? order by seq limit ?`,
      )
        .all(after, limit)
        .map(toPending)
    },

    list({ mailbox, upTo, after, before, offset, limit }: ListRequest): ListAnswer {
      const inMailbox = mailbox === undefined ? '' : 'and mailbox_id = (select mailbox_id from mailbox where name = :mailbox)'
      const oldestFirst = after !== undefined
      const order = oldestFirst ? 'asc' : 'desc'
      // One bound, not two: SQLite seeks to the first that is named and reads every row from there to the other.
      const last = before === undefined ? upTo : Math.min(upTo, before - 1)
      // The inner select is answered by an index alone, so what an offset passes over costs next to nothing.
      const rows = prepared<[object], SummaryRow>(
        `select ${SUMMARY_COLUMNS} from message join mailbox using (mailbox_id)
         where seq in (
           select seq from message where seq <= :last and state <> 'received' ${inMailbox} ${oldestFirst ? 'and seq > :after' : ''}
           order by seq ${order} limit :limit + 1 offset :offset)
         order by seq ${order}`,
      ).all({ last, limit, offset, ...(mailbox !== undefined && { mailbox }), ...(oldestFirst && { after }) })
      const more = rows.length > limit
      const page = rows.slice(0, limit)
      if (oldestFirst) page.reverse()
      const counts = prepared<[{ mailbox: string | null }], Pick<ListAnswer, 'total' | 'unseen' | 'evicted'>>(
        `select coalesce(sum(total), 0) as total, coalesce(sum(unseen), 0) as unseen, coalesce(sum(evicted), 0) as evicted
         from mailbox where :mailbox is null or name = :mailbox`,
      ).get({ mailbox: mailbox ?? null }) ?? { total: 0, unseen: 0, evicted: 0 }
      return {
        messages: page.map(toSummary),
        more,
        ...counts,
      }
    },

    evicted(mailbox?: string): number {
      return (
        prepared<[{ mailbox: string | null }], number>(
          'select coalesce(sum(evicted), 0) from mailbox where :mailbox is null or name = :mailbox',
        )
          .pluck()
          .get({ mailbox: mailbox ?? null }) ?? 0
      )
    },

    get(key: string | number): StoredMessage | undefined {
      const row = prepared<[string | number], MessageRow>(
        `select ${MESSAGE_COLUMNS} from message join mailbox using (mailbox_id)
         where ${typeof key === 'string' ? 'id' : 'seq'} = ? and state <> 'received'`,
      ).get(key)
      if (!row) return undefined
      const parts = prepared<[number], PartRow>('select * from part where seq = ? order by ordinal').all(row.seq).map(toPart)
      const summary = toSummary(row)
      if (summary.damaged) throw damagedMessage(row.id)
      try {
        return {
          ...summary,
          parts,
          parameters: toParameters(row),
          session: toSession(row),
          mailDataId: row.mail_data_id,
          tagReasons: tagReasons(prepared, row.seq),
          inReplyTo: row.in_reply_to,
          references: JSON.parse(row.references_ids) as string[],
        }
      } catch (error) {
        throw isFromSqlite(error) ? error : damagedMessage(row.id)
      }
    },

    /** In memory of its own, that can be given away. */
    mailDataChunk(mailDataId: number, ordinal: number): Uint8Array<ArrayBuffer> | undefined {
      const row = prepared<[number, number], { zstd: number; octets: Buffer }>(
        'select zstd, octets from mail_data where mail_data_id = ? and ordinal = ?',
      ).get(mailDataId, ordinal)
      try {
        return row && decompress(row.octets, row.zstd)
      } catch {
        throw damagedMailData()
      }
    },

    mailboxes(): Mailbox[] {
      return prepared<
        [],
        { name: string; total: number; unseen: number; size_octets: number; evicted: number; latest: number | null }
      >(
        `select name, total, unseen, size_octets, evicted, (select received_at from message
           where message.mailbox_id = mailbox.mailbox_id and state <> 'received' order by seq desc limit 1) as latest
         from mailbox order by name`,
      )
        .all()
        .map((row) => ({
          name: row.name,
          total: row.total,
          unseen: row.unseen,
          sizeOctets: row.size_octets,
          evicted: row.evicted,
          ...(row.latest !== null && { latestAt: new Date(row.latest).toISOString() }),
        }))
    },

    mailboxCounts(): MailboxCounts[] {
      return prepared<[], CountsRow>('select * from mailbox').all().map(toCounts)
    },
  }
}
