/** Which tags a mail gets as it comes in: from its X-Tags field, and from the tag rules in their order. */

import { MAX_TAGS_PER_MESSAGE } from '../../shared/model/limits.ts'
import type { TagRule } from '../../shared/model/tag.ts'
import { matches, type SearchedMessage } from '../../shared/search/match.ts'
import { parseQuery } from '../../shared/search/parse.ts'
import type { Query } from '../../shared/search/query.ts'
import { type SearchText, unpackSearchText } from '../../shared/search/search-text.ts'
import { ticks } from '../clock.ts'
import { LIMITS } from '../limits.ts'
import type { GivenTag, ParsedMessage, PendingMessage } from '../store/store.ts'
import { finding } from './findings.ts'
import { normalizeTagName } from './tag-name.ts'
import { PatternStopped, runPattern } from './tag-pattern.ts'

const FIELD = 'X-Tags'
/** Of the field, so many are looked at; a mail may name a million. */
const MAX_NAMES = LIMITS.mail.tagNames.value
/** As much of a text as a pattern looks at. */
const MAX_PATTERN_CHARACTERS = 100_000
/** For the patterns of all rules together: the rest of parsing has to fit into its time too. */
const PATTERNS_MS = 500
const PATTERN_MS = 100
const MAX_BECAUSE_CHARACTERS = 200

/** What there is to tag by, beside the mail itself. */
export interface Tagging {
  rules: readonly TagRule[]
  allowsField: boolean
  arrival: Pick<PendingMessage, 'id' | 'mailbox' | 'origin' | 'receivedAt' | 'sizeOctets' | 'sessionId' | 'envelope'>
}

/** Of a mail, what patterns look at. */
export interface ReadMail {
  /** Its text, or what a person sees of its HTML where there is none. */
  text: () => string
  /** Of all fields of that name, in lower case, decoded. */
  valuesOf: (name: string) => string[]
}

/** Adds to its tags, and to its findings where a rule had to be stopped. */
export function tagMessage(message: ParsedMessage, mail: ReadMail, { rules, allowsField, arrival }: Tagging): void {
  if (allowsField) for (const name of readTagsField(mail)) give(message.tags, { name, origin: 'field', because: FIELD })
  const searched = toSearched(message, arrival)
  let patternsMs = PATTERNS_MS
  for (const rule of rules) {
    if (!matches(queryOf(rule), searched)) continue
    const because = describeRule(rule)
    const started = ticks()
    try {
      const names = tagsOfRule(rule, message.subject, mail, Math.min(PATTERN_MS, patternsMs))
      for (const name of names) give(message.tags, { name, origin: 'rule', because })
    } catch (error) {
      if (!(error instanceof PatternStopped)) throw error
      message.findings.push(finding('tag-rule-stopped', `The rule ${because} ${error.message}`))
      if (!message.features.includes('finding')) message.features.push('finding')
    }
    patternsMs -= ticks() - started
  }
}

/** @throws {PatternStopped} */
export function tagsOfRule({ pattern, tag }: TagRule, subject: string, mail: ReadMail, limitMs = PATTERN_MS): string[] {
  const names = pattern ? runPattern(pattern.expression, lookedAt(pattern.of, subject, mail), tag, limitMs) : [tag]
  return [...new Set(names.map(normalizeTagName))].filter((name) => name !== '')
}

/** As it is told to whoever asks why a message has a tag. */
function describeRule({ q, pattern }: TagRule): string {
  const said = [q, pattern && `${pattern.of} matches /${pattern.expression}/`].filter(Boolean).join(' and ')
  return said.length <= MAX_BECAUSE_CHARACTERS ? said : `${said.slice(0, MAX_BECAUSE_CHARACTERS - 1)}…`
}

function give(tags: GivenTag[], tag: GivenTag): void {
  if (tags.length < MAX_TAGS_PER_MESSAGE && !tags.some(({ name }) => name === tag.name)) tags.push(tag)
}

function readTagsField({ valuesOf }: ReadMail): string[] {
  return valuesOf(FIELD.toLowerCase())
    .flatMap((value) => value.split(',', MAX_NAMES))
    .slice(0, MAX_NAMES)
    .map(normalizeTagName)
    .filter((name) => name !== '')
}

function lookedAt(of: string, subject: string, { text, valuesOf }: ReadMail): string {
  const whole = () => {
    if (of === 'subject') return subject
    if (of === 'text') return text()
    return valuesOf(of.slice('header:'.length).toLowerCase()).join('\n')
  }
  return whole().slice(0, MAX_PATTERN_CHARACTERS)
}

/** By what they say: a rule that is changed is another. */
const queries = new Map<string, Query>()
const MAX_QUERIES = 1000

function queryOf({ q }: TagRule): Query {
  const known = queries.get(q)
  if (known) return known
  // Rules that ask for a time are refused, so that any will do.
  const { query } = parseQuery(q, { now: 0, timeZone: 'UTC' })
  if (queries.size >= MAX_QUERIES) queries.clear()
  queries.set(q, query)
  return query
}

function toSearched(message: ParsedMessage, arrival: Tagging['arrival']): SearchedMessage {
  const { envelope, sessionId = '', ...arrived } = arrival
  let text: SearchText | undefined
  return {
    ...message,
    ...arrived,
    ...envelope,
    sessionId,
    // As the rules before have left them.
    get tags() {
      return message.tags.map(({ name }) => name)
    },
    seen: false,
    pinned: false,
    broken: message.state === 'broken',
    searchText() {
      text ??= unpackSearchText(message.searchText)
      return text
    },
  }
}
