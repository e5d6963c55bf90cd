/** What was waited for in vain, and why it did not come: what somebody opens the report for. */
import type { FailedWait, FailedWaits, NearMiss } from '../../../shared/client/client.ts'
import { formatTime } from '../print.ts'
import { html, type Markup } from './html.ts'

/** @param linked ids of the mails that are in the report */
export function waitSection({ waits, forgotten }: FailedWaits, linked: ReadonlySet<string>, zone: string): Markup {
  return html`<section id="waits"><h2>Failed waits <span class="count">${waits.length}</span></h2>
${waits.length === 0 && html`<p class="note">Every wait got what it waited for.</p>`}${
  waits.length > 0 && html`<div class="rows">${waits.toReversed().map((wait) => waitRow(wait, linked, zone))}</div>`
}
${forgotten > 0 && html`<p class="note">${forgotten} more failed before these and are forgotten.</p>`}</section>
`
}

function waitRow(wait: FailedWait, linked: ReadonlySet<string>, zone: string): Markup {
  const { endedAt, waitedMs, query, mailbox, count, code, detail, nearMisses = [], before = [], refused = [], offender } = wait
  const expected = code === 'unexpected_match' && count === 0 ? 'none' : count === 1 ? '' : String(count)
  return html`<article class="wait" data-testid="failed-wait"><p><span class="question mono">${query || 'any mail'}</span>
${expected !== '' && html`<span class="chip">${expected === 'none' ? 'none was to come' : `${expected} were to come`}</span> `}${
  mailbox !== undefined && html`<span class="chip">mailbox ${mailbox}</span>`
}</p>
<p class="why">${withCode(detail)}</p>
<p class="time">${formatTime(endedAt, zone)}, after ${(waitedMs / 1000).toFixed(1)} s</p>
${nearMisses.length > 0 && html`<h3>Came instead</h3><ul class="plain">${nearMisses.map((miss) => nearMiss(miss, linked))}</ul>`}${
  before.length > 0 &&
  html`<h3>Matched, but came before it was to</h3><ul class="plain">${before.map((id) => html`<li>${mailLink(id, id, linked)}</li>`)}</ul>`
}${
  refused.length > 0 &&
  html`<h3>Refused meanwhile</h3><ul class="plain">${refused.map(({ sessionId, reason }) => html`<li><a href="#session-${sessionId}">${reason}</a></li>`)}</ul>`
}${offender && html`<h3>Came all the same</h3><ul class="plain"><li>${mailLink(offender.id, offender.subject, linked)}</li></ul>`}</article>
`
}

/** What stands between backticks is a clause of the search. */
function withCode(sentence: string): Markup[] {
  return sentence.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}

function nearMiss({ id, subject, missed }: NearMiss, linked: ReadonlySet<string>): Markup {
  const reasons = missed.map(
    ({ clause, actual }) => html`<br><code>${clause}</code> not in ${actual === '' ? 'it: nothing there' : `“${actual}”`}`,
  )
  return html`<li>${mailLink(id, subject, linked)} <span class="note">${reasons}</span></li>`
}

function mailLink(id: string, subject: string, linked: ReadonlySet<string>): Markup {
  const text = subject || '(no subject)'
  return linked.has(id) ? html`<a href="#mail-${id}">${text}</a>` : html`<span>${text}</span>`
}
