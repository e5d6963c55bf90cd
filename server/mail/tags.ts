/** The tags that there are, and the rules that give them. */
import type { Tag, TagRule, TagRuleDraft, TagTrial } from '../../shared/model/tag.ts'
import { parseQuery } from '../../shared/search/parse.ts'
import type { Query } from '../../shared/search/query.ts'
import { newId, now, ticks } from '../clock.ts'
import { AppError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import type { Store, StoredSummary } from '../store/store.ts'
import type { ContentReader } from './content.ts'
import { ifDamaged } from './damaged.ts'
import type { Ingest } from './ingest.ts'
import { canonicalMailbox } from './mailbox.ts'
import { normalizeTagName } from './tag-name.ts'
import { faultOfPattern } from './tag-pattern.ts'

const MAX_RULES = LIMITS.mail.tagRules.value
/** A trial looks at the newest messages: at so many, and so long. */
const TRIAL_MESSAGES = 1000
const TRIAL_MS = 3000
const TRIAL_SHOWN = 50

export type Tags = Awaited<ReturnType<typeof loadTags>>

/** Tells `ingest` of the rules in force, now and after each change. */
export async function loadTags({
  store,
  content,
  ingest,
}: {
  store: Store
  content: ContentReader
  ingest: Pick<Ingest, 'settled' | 'useTagRules'>
}) {
  let rules = await store.tagRules()
  const use = () => ingest.useTagRules(rules.filter(({ enabled }) => enabled))
  use()

  async function put(rule: TagRule): Promise<TagRule> {
    const isNew = () => !rules.some(({ id }) => id === rule.id)
    if (isNew() && rules.length >= MAX_RULES)
      throw new AppError('conflict', `There are ${MAX_RULES} tag rules, which is as many as there can be; remove one first`)
    await store.putTagRule(rule)
    rules = isNew() ? [...rules, rule] : rules.map((each) => (each.id === rule.id ? rule : each))
    use()
    return rule
  }

  function known(id: string): TagRule {
    const rule = rules.find((candidate) => candidate.id === id)
    if (!rule) throw new AppError('not_found', `There is no tag rule ${id}; it may have been removed`)
    return rule
  }

  return {
    async list(mailbox?: string): Promise<Tag[]> {
      await ingest.settled()
      return store.tags(mailbox === undefined ? undefined : canonicalMailbox(mailbox))
    },

    rules: (): TagRule[] => rules,

    addRule: async (draft: TagRuleDraft): Promise<TagRule> => put({ ...readDraft(draft).rule, id: newId() }),

    changeRule: async (id: string, draft: TagRuleDraft): Promise<TagRule> => put({ ...readDraft(draft).rule, id: known(id).id }),

    async removeRule(id: string): Promise<void> {
      known(id)
      await store.removeTagRule(id)
      rules = rules.filter((rule) => rule.id !== id)
      use()
    },

    /** What it would do, without doing it. */
    async tryRule(draft: TagRuleDraft): Promise<TagTrial> {
      const { rule, query } = readDraft(draft)
      const deadline = ticks() + TRIAL_MS
      const trial: TagTrial = { examined: 0, tagged: 0, stopped: 0, more: false, messages: [] }
      for await (const found of store.search({ query, upTo: await ingest.settled() }))
        for (const summary of found) {
          if (trial.examined >= TRIAL_MESSAGES || ticks() > deadline) return { ...trial, more: true }
          trial.examined++
          const tags = await tagsFor(summary, { ...rule, id: '' })
          if (!tags) trial.stopped++
          if (!tags || tags.length === 0) continue
          trial.tagged++
          if (trial.messages.length < TRIAL_SHOWN) trial.messages.push(shown(summary, tags))
        }
      return trial
    },
  }

  async function tagsFor({ id, subject }: StoredSummary, rule: TagRule): Promise<string[] | undefined> {
    if (!rule.pattern) return [normalizeTagName(rule.tag)]
    const message = await store.get(id).catch(ifDamaged)
    const said = message && (await content.read(message).catch(ifDamaged))
    return said ? content.tagsOf({ rule, subject, ...said }) : []
  }
}

/** @throws {AppError} `invalid` */
function readDraft({ q = '', pattern, tag, enabled = true }: TagRuleDraft): { rule: Omit<TagRule, 'id'>; query: Query } {
  const { query, issues } = parseQuery(q, { now: now(), timeZone: 'UTC' })
  const [issue] = issues
  if (issue)
    throw new AppError('invalid', `The search is not clear: ${issue.message} (at character ${issue.start + 1})`, { at: ['q'] })
  if (asksForTime(query))
    throw new AppError('invalid', 'A rule looks at mail as it comes in: leave out after:, before: and on:', { at: ['q'] })
  if (pattern === undefined && normalizeTagName(tag) === '') throw new AppError('invalid', 'The tag is empty', { at: ['tag'] })
  const fault = pattern && faultOfPattern(pattern.expression, tag)
  if (fault) throw new AppError('invalid', fault.message, { at: fault.isOfTag ? ['tag'] : ['pattern', 'expression'] })
  return { rule: { q: q.trim(), ...(pattern && { pattern }), tag: pattern ? tag.trim() : normalizeTagName(tag), enabled }, query }
}

function asksForTime(query: Query): boolean {
  if (query.type === 'term') return query.clause.kind === 'received'
  if (query.type === 'not') return asksForTime(query.of)
  return query.type === 'all' ? false : query.of.some(asksForTime)
}

function shown({ id, receivedAt, from, subject }: StoredSummary, tags: string[]): TagTrial['messages'][number] {
  return { id, receivedAt: new Date(receivedAt).toISOString(), from, subject, tags }
}
