/** Searches against the running server and its parser: never a fault, and a search and its negation are all mail. */
import { MAX_QUERY_CHARACTERS } from '../../shared/model/limits.ts'
import type { MessagePage } from '../../shared/model/message.ts'
import { parseQuery } from '../../shared/search/parse.ts'
import { printQuery } from '../../shared/search/print.ts'
import { problemOf, send } from '../harness/http.ts'
import { expectThat, type Kind, shorterText } from './kind.ts'
import { makeQuery } from './query.ts'
import { stockUp } from './stock.ts'
import type { Target } from './target.ts'

interface SearchCase {
  q: string
}

/** Node's own limit for the header section is 16 KiB. */
const MAX_ADDRESS = 15 * 1024
const CONTEXT = { now: Date.UTC(2026, 10, 23, 12), timeZone: 'UTC' }

export function searchKind(target: Target): Kind<SearchCase> {
  async function find(q: string): Promise<Set<string>> {
    const answer = await send(`${target.app().url}/api/messages?limit=500&q=${encodeURIComponent(q)}`)
    expectThat(answer.status === 200, () => `${JSON.stringify(q)} is answered ${answer.status} ${answer.text.slice(0, 500)}`)
    const { messages, total, totalIsAtLeast } = answer.json() as MessagePage
    expectThat(total === messages.length && !totalIsAtLeast, () => `${JSON.stringify(q)}: total ${total} of ${messages.length}`)
    return new Set(messages.map(({ id }) => id))
  }

  return {
    name: 'search',
    make: (dice) => ({ q: makeQuery(dice).toWellFormed() }),
    async run({ q }) {
      const { query, issues } = parseQuery(q, CONTEXT)
      for (const { start, end, message } of issues)
        expectThat(
          0 <= start && start <= end && end <= q.length && message !== '',
          () => `an issue at ${start} to ${end} of ${q.length}`,
        )
      const errors = issues.filter(({ severity }) => severity === 'error')
      const { app } = target
      const { length } = await stockUp(app())
      const asked = `${app().url}/api/messages?q=${encodeURIComponent(q)}`
      if (errors.length > 0) {
        const answer = await send(asked)
        // Of an address that is longer than a request may be, the search is not read at all.
        expectThat(
          answer.status === 400 || (answer.status === 431 && asked.length > MAX_ADDRESS),
          () => `a search with the fault ${errors[0]?.message} is answered ${answer.status}`,
        )
        problemOf(answer)
        return
      }
      const printed = printQuery(query)
      // What is quoted is longer than it was typed.
      if (printed.length > MAX_QUERY_CHARACTERS) return
      const again = parseQuery(printed, CONTEXT)
      expectThat(
        again.issues.every(({ severity }) => severity !== 'error'),
        () => `printed ${JSON.stringify(printed)}, which is at fault: ${again.issues[0]?.message}`,
      )
      expectThat(
        printQuery(again.query) === printed,
        () => `printed ${JSON.stringify(printed)}, then ${JSON.stringify(printQuery(again.query))}`,
      )
      const negated = printQuery({ type: 'not', of: query })
      // Few characters that take nine octets each are a search that is short enough, in an address that is not.
      if ([q, negated].some((each) => encodeURIComponent(each).length > MAX_ADDRESS)) return
      const found = await find(q)
      const others = await find(negated)
      const isSplit = found.size + others.size === length && [...found].every((id) => !others.has(id))
      expectThat(isSplit, () => `${found.size} and ${others.size} of ${length} messages for it and its negation`)
      const count = await send(`${app().url}/api/messages/count?q=${encodeURIComponent(q)}`)
      // It counts before something is deleted, and so takes no search that might not be meant.
      if (query.type !== 'all' && issues.length === 0)
        expectThat(
          (count.json() as { total?: number }).total === found.size,
          () => `counted ${count.text.slice(0, 300)}, found ${found.size}`,
        )
    },
    *smaller({ q }) {
      for (const shorter of shorterText(q)) yield { q: shorter }
    },
  }
}
