/**
 * A query as SQL and as bits of signatures. Columns are compared by SQL; what needs folding is not, and there the condition
 * lets through more than what matches: the matcher of shared/search then decides.
 */
import type { Clause, Feature, Query } from '../../../shared/search/query.ts'
import type { BitPlan } from './search-blocks.ts'
import { linkNeedleBits, needleBits } from './signature.ts'
import { TAGGED } from './tags.ts'

export interface SearchSql {
  /** About `message` joined with `mailbox`. */
  condition: string
  parameters: (string | number)[]
  /** What it lets through is what matches. */
  isExact: boolean
}

/** Bits of the column `features`. */
export const FEATURE_BITS: Record<Feature, number> = {
  attachment: 1,
  inline: 2,
  html: 4,
  text: 8,
  calendar: 16,
  finding: 32,
  unsubscribe: 64,
  code: 128,
  link: 256,
}

const ANYTHING: SearchSql = { condition: '1', parameters: [], isExact: false }

export function toSql(query: Query, negated = false): SearchSql {
  switch (query.type) {
    case 'all':
      return { condition: negated ? '0' : '1', parameters: [], isExact: true }
    case 'not':
      return toSql(query.of, !negated)
    case 'and':
    case 'or': {
      const all = query.of.map((each) => toSql(each, negated))
      const isAnd = (query.type === 'and') !== negated
      return {
        condition: `(${all.map(({ condition }) => condition).join(isAnd ? ' and ' : ' or ')})`,
        parameters: all.flatMap(({ parameters }) => parameters),
        isExact: all.every(({ isExact }) => isExact),
      }
    }
    case 'term': {
      const sql = clauseSql(query.clause)
      if (!negated) return sql
      return sql.isExact ? { ...sql, condition: `not (${sql.condition})` } : ANYTHING
    }
  }
}

function clauseSql(clause: Clause): SearchSql {
  const exactly = (condition: string, ...parameters: (string | number)[]) => ({ condition, parameters, isExact: true })
  switch (clause.kind) {
    case 'text':
    case 'address':
    case 'type':
    case 'header':
    case 'partHeader':
      return ANYTHING
    case 'code':
      return { ...exactly('features & ? <> 0', FEATURE_BITS.code), isExact: false }
    case 'link':
      return { ...exactly('features & ? <> 0', FEATURE_BITS.link), isExact: false }
    case 'exact':
      return exactly(`${EXACT_COLUMNS[clause.field]} = ?`, clause.value)
    case 'tag':
      return exactly(
        `(features & ${TAGGED} and exists (select 1 from message_tag join tag using (tag_id)
          where message_tag.seq = message.seq and ${clause.open ? `folded >= ? and folded < ? || char(0x10ffff)` : 'folded = ?'}))`,
        ...(clause.open ? [clause.name, clause.name] : [clause.name]),
      )
    case 'is':
      return exactly(FLAG_CONDITIONS[clause.flag])
    case 'has':
      return exactly('features & ? <> 0', FEATURE_BITS[clause.feature])
    case 'larger':
      return exactly('message.size_octets > ?', clause.octets)
    case 'smaller':
      return exactly('message.size_octets < ?', clause.octets)
    case 'received':
      return exactly(
        [clause.from !== undefined && 'received_at >= ?', clause.before !== undefined && 'received_at < ?']
          .filter((condition) => condition !== false)
          .join(' and '),
        ...[clause.from, clause.before].filter((moment) => moment !== undefined),
      )
    case 'unknown':
      return exactly('0')
  }
}

const EXACT_COLUMNS = {
  id: 'message.id',
  messageId: 'message_id_field',
  mailbox: 'mailbox.name',
  // What did not come by SMTP has none, and `not` must not make that unknown.
  session: `coalesce(session_id, '')`,
  origin: 'origin',
} as const

const FLAG_CONDITIONS = {
  seen: 'seen = 1',
  unseen: 'seen = 0',
  pinned: 'pinned = 1',
  tagged: `features & ${TAGGED} <> 0`,
  broken: `state = 'broken'`,
} as const

export function toBitPlan(query: Query): BitPlan {
  switch (query.type) {
    case 'all':
    case 'not':
      return { type: 'any' }
    case 'and':
    case 'or':
      return { type: query.type, of: query.of.map(toBitPlan) }
    case 'term':
      return clauseBits(query.clause)
  }
}

function clauseBits(clause: Clause): BitPlan {
  const plan = (bits: number[]): BitPlan => (bits.length === 0 ? { type: 'any' } : { type: 'bits', bits })
  const bitsOf = (...needles: string[]) => plan(needles.flatMap(needleBits))
  switch (clause.kind) {
    case 'text':
    case 'address':
    case 'partHeader':
      return bitsOf(clause.needle)
    case 'type':
      return bitsOf(clause.prefix)
    case 'code':
      return bitsOf(clause.value)
    case 'link':
      return plan(linkNeedleBits(clause.needle))
    case 'header':
      return bitsOf(clause.name, clause.needle ?? '')
    default:
      return { type: 'any' }
  }
}
