/**
 * Finds what a SEARCH asks for. First what is known of every message without looking: flags, sizes, dates, numbers. Of what that leaves
 * open, the store is asked one question after the other, the cheap ones first, until nothing is open.
 */
import { now, ticks } from '../../clock.ts'
import { LIMITS } from '../../limits.ts'
import type { ViewEntry } from '../../mail/live-view.ts'
import type { MailQuestion } from '../../mail/mail-question.ts'
import type { MailSearch } from '../../mail/mail-search.ts'
import { Refusal } from '../refusal.ts'
import { resolveSet, type SetText } from './number-set.ts'
import type { SearchKey, SearchProgram } from './search-program.ts'

const DAY_MS = 86_400_000
/** Clients wait about half a minute for an answer. */
const MAX_SEARCH_MS = LIMITS.imap.search.value
const COST: Record<MailQuestion['type'], number> = { tag: 0, octets: 0, sent: 1, query: 2, text: 3 }

export interface SearchRequest {
  program: SearchProgram
  /** In the order of their UIDs: the first is number 1. */
  messages: readonly ViewEntry[]
  /** UIDs of what `$` stands for (RFC 5182). */
  saved: ReadonlySet<number>
  /** Of a `uid`: `\Recent` (RFC 3501 §2.3.2). */
  isRecent: (uid: number) => boolean
  source: MailSearch
}

/** Undefined as long as only the store can tell. */
type Verdict = boolean | undefined
type Test = (message: ViewEntry, place: number) => Verdict

/**
 * @returns places in `messages`, ascending
 * @throws {Refusal} NO, when it takes too long; {AppError} of the store
 */
export async function runSearch(request: SearchRequest): Promise<number[]> {
  const { messages, source, program } = request
  const deadline = ticks() + MAX_SEARCH_MS
  /** By question, the messages that were found, by `seq`. */
  const answers = new Map<MailQuestion, ReadonlySet<number>>()
  const test = toTest(program.key, request, answers)
  const found: number[] = []

  /** @returns places that are open still */
  function judge(places: Iterable<number>): number[] {
    const open: number[] = []
    for (const place of places) {
      const message = messages[place]
      const verdict = message && test(message, place)
      if (verdict) found.push(place)
      else if (message && verdict === undefined) open.push(place)
    }
    return open
  }

  const questions = questionsOf(program.key).sort((one, other) => COST[one.type] - COST[other.type])
  let open = judge(messages.keys())
  for (const question of questions) {
    if (open.length === 0) break
    const answer = new Set<number>()
    for await (const seqs of source.find(question, inOrder(open.map((place) => messages[place]?.seq ?? 0)))) {
      for (const seq of seqs) answer.add(seq)
      if (ticks() > deadline)
        throw new Refusal('NO', `Ended after ${MAX_SEARCH_MS / 1000} s: ask for longer words, or in fewer messages`, 'LIMIT')
    }
    answers.set(question, answer)
    open = judge(open)
  }
  return inOrder(found)
}

function inOrder(numbers: number[]): number[] {
  return numbers.sort((one, other) => one - other)
}

function questionsOf(key: SearchKey): MailQuestion[] {
  if (key.type === 'question') return [key.question]
  if (key.type === 'not') return questionsOf(key.of)
  return key.type === 'and' || key.type === 'or' ? key.of.flatMap(questionsOf) : []
}

function toTest(key: SearchKey, request: SearchRequest, answers: ReadonlyMap<MailQuestion, ReadonlySet<number>>): Test {
  const { messages, saved, isRecent } = request
  const compile = (inner: SearchKey): Test => toTest(inner, request, answers)
  const resolve = (set: SetText, max: number) => resolveSet(set, max)
  switch (key.type) {
    case 'all':
      return () => true
    case 'and':
      return every(key.of.map(compile), false)
    case 'or':
      return every(key.of.map(compile), true)
    case 'not': {
      const inner = compile(key.of)
      return (message, place) => {
        const verdict = inner(message, place)
        return verdict === undefined ? undefined : !verdict
      }
    }
    case 'flag':
      return (message) => message[key.flag]
    case 'recent':
      return ({ uid }) => isRecent(uid)
    case 'places': {
      const set = resolve(key.set, messages.length)
      return (_message, place) => set.has(place + 1)
    }
    case 'uids': {
      const set = resolve(key.set, messages.at(-1)?.uid ?? 0)
      return ({ uid }) => set.has(uid)
    }
    case 'saved':
      return ({ uid }) => saved.has(uid)
    case 'larger':
      return ({ sizeOctets }) => sizeOctets > key.octets
    case 'smaller':
      return ({ sizeOctets }) => sizeOctets < key.octets
    case 'received': {
      const [from, before] = [key.from * DAY_MS, key.before * DAY_MS]
      return ({ receivedAt }) => receivedAt >= from && receivedAt < before
    }
    case 'younger': {
      const since = now() - key.seconds * 1000
      return ({ receivedAt }) => receivedAt >= since
    }
    case 'older': {
      const until = now() - key.seconds * 1000
      return ({ receivedAt }) => receivedAt <= until
    }
    case 'arrived':
      return ({ receivedAt }) => receivedAt === key.at
    case 'modseq':
      return ({ modseq }) => modseq >= key.from
    case 'question':
      return ({ seq }) => answers.get(key.question)?.has(seq)
  }
}

/** @param decisive the verdict of one that decides: `false` where all have to fit, `true` where one has to */
function every(tests: readonly Test[], decisive: boolean): Test {
  return (message, place) => {
    let verdict: Verdict = !decisive
    for (const test of tests) {
      const one = test(message, place)
      if (one === decisive) return decisive
      if (one === undefined) verdict = undefined
    }
    return verdict
  }
}
