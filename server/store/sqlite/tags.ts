/** Tags of messages, and the rules that give them. */
import type { Database } from 'better-sqlite3'
import { MAX_TAGS_PER_MESSAGE } from '../../../shared/model/limits.ts'
import type { Tag, TagOrigin, TagReason, TagRule } from '../../../shared/model/tag.ts'
import { foldForSearch } from '../../../shared/search/fold.ts'
import { AppError } from '../../errors.ts'
import type { GivenTag } from '../store.ts'
import type { Prepare } from './reads.ts'

/** Rules may make tags of what mail says, without end. */
const MAX_TAGS = 10_000

/** Set in the column `features` of a message that has tags: most have none, and are spared the looking. */
export const TAGGED = 1 << 30

/** As JSON; about `message`. */
export const TAGS_COLUMN = `case when features & ${TAGGED} then (
    select json_group_array(tag.name) from message_tag join tag using (tag_id) where message_tag.seq = message.seq)
  else '[]' end as tags`

export function createTagWrites(db: Database) {
  const findTag = db.prepare<[string], { tag_id: number; name: string }>('select tag_id, name from tag where folded = ?')
  const insertTag = db.prepare('insert into tag (name, folded) values (?, ?)')
  const respellUnused = db.prepare(
    'update tag set name = ? where tag_id = ? and not exists (select 1 from message_tag where message_tag.tag_id = tag.tag_id)',
  )
  const countTags = db.prepare<[], number>('select count(*) from tag').pluck()
  const dropUnused = db.prepare(
    'delete from tag where not exists (select 1 from message_tag where message_tag.tag_id = tag.tag_id)',
  )
  const insert = db.prepare('insert or ignore into message_tag (seq, tag_id, origin, because) values (?, ?, ?, ?)')
  const remove = db.prepare('delete from message_tag where seq = ? and tag_id = ?')
  const select = db
    .prepare<[number], string>('select name from message_tag join tag using (tag_id) where message_tag.seq = ?')
    .pluck()
  const setTagged = db.prepare(`update message set features = features | ${TAGGED} where seq = ?`)
  const setUntagged = db.prepare(`update message set features = features & ~${TAGGED} where seq = ?`)
  const putRule = db.prepare(
    'insert into tag_rule (rule_id, rule) values (?, ?) on conflict (rule_id) do update set rule = excluded.rule',
  )
  const deleteRule = db.prepare('delete from tag_rule where rule_id = ?')

  /** @returns undefined when there is no room for another */
  function idOf(name: string): number | undefined {
    const folded = foldForSearch(name)
    const known = findTag.get(folded)
    if (known && known.name !== name) respellUnused.run(name, known.tag_id)
    if (known) return known.tag_id
    if ((countTags.get() ?? 0) >= MAX_TAGS && dropUnused.run().changes === 0) return undefined
    return Number(insertTag.run(name, folded).lastInsertRowid)
  }

  return {
    /** What a mail brings and rules give: as much of it as there is room for. @returns all tags that it has then */
    tagArrived(seq: number, tags: readonly GivenTag[]): string[] {
      for (const { name, origin, because } of tags.slice(0, MAX_TAGS_PER_MESSAGE)) {
        const id = idOf(name)
        if (id !== undefined) insert.run(seq, id, origin, because)
      }
      const all = select.all(seq).sort()
      if (all.length > 0) setTagged.run(seq)
      return all
    },

    /**
     * @param drop `others`: all that are not added
     * @returns what it has then, and had before; undefined when nothing has changed
     */
    retag(
      seq: number,
      add: readonly string[],
      drop: readonly string[] | 'others',
    ): { tags: string[]; tagsBefore: string[] } | undefined {
      const tagsBefore = select.all(seq).sort()
      const stays = new Set(add.map(foldForSearch))
      for (const name of drop === 'others' ? tagsBefore.filter((tag) => !stays.has(foldForSearch(tag))) : drop) {
        const known = findTag.get(foldForSearch(name))
        if (known) remove.run(seq, known.tag_id)
      }
      for (const name of add) {
        const id = idOf(name)
        if (id === undefined)
          throw new AppError('conflict', `There are ${MAX_TAGS} different tags, and no more can be made; remove some first`)
        insert.run(seq, id, 'client' satisfies TagOrigin, '')
      }
      const tags = select.all(seq).sort()
      if (tags.length > MAX_TAGS_PER_MESSAGE)
        throw new AppError('conflict', `A message may have ${MAX_TAGS_PER_MESSAGE} tags at the most; remove some first`)
      if (tags.join('\n') === tagsBefore.join('\n')) return undefined
      if (tags.length === 0) setUntagged.run(seq)
      else if (tagsBefore.length === 0) setTagged.run(seq)
      return { tags, tagsBefore }
    },

    putTagRule(rule: TagRule): void {
      putRule.run(rule.id, JSON.stringify(rule))
    },

    removeTagRule(id: string): boolean {
      return deleteRule.run(id).changes > 0
    },
  }
}

export function createTagReads(prepared: Prepare) {
  return {
    tags(mailbox?: string): Tag[] {
      // By the index that has all a count looks at: reading each row takes four times as long.
      return prepared<[{ mailbox: string | null }], Tag>(
        `select tag.name, count(*) as total, sum(message.seen = 0) as unseen
         from message_tag join tag using (tag_id) join message indexed by message_facts using (seq)
         where state <> 'received' and (:mailbox is null or mailbox_id = (select mailbox_id from mailbox where name = :mailbox))
         group by tag_id order by tag.folded`,
      ).all({ mailbox: mailbox ?? null })
    },

    tagRules(): TagRule[] {
      return prepared<[], string>('select rule from tag_rule order by ordinal')
        .pluck()
        .all()
        .map((rule) => JSON.parse(rule as unknown as string) as TagRule)
    },
  }
}

export function tagReasons(prepared: Prepare, seq: number): TagReason[] {
  return prepared<[number], TagReason>(
    'select tag.name as tag, origin, because from message_tag join tag using (tag_id) where message_tag.seq = ?',
  )
    .all(seq)
    .sort((a, b) => (a.tag < b.tag ? -1 : 1))
}
