/** A session: a line, and behind it the dialogue. */
import type { Session } from '../../../shared/client/client.ts'
import { formatTime } from '../print.ts'
import { html, type Markup } from './html.ts'

const MAX_LINES = 1000
const MAX_LINE = 1000
const MARKS = { client: 'C', server: 'S', note: '·' } as const

/** @param linked ids of the mails that are in the report */
export function sessionSection(session: Session, linked: ReadonlySet<string>, zone: string): Markup {
  const { id, protocol, startedAt, clientAddress, heloName, outcome = 'running', reason, lines, tls, authenticatedAs } = session
  const facts = [tls ? 'TLS' : 'no TLS', authenticatedAs === undefined ? '' : `as ${authenticatedAs}`].filter(Boolean).join(', ')
  const brought = session.messageIds.filter((messageId) => linked.has(messageId))
  return html`<details id="session-${id}" data-testid="session"><summary><span class="time">${formatTime(startedAt, zone).slice(11)}</span> <span class="who cut">${clientAddress}</span> <span class="who to cut">${protocol === 'smtp' ? heloName || '-' : protocol.toUpperCase()}</span> <span class="reason cut">${reason}</span> <span class="chips"><span class="chip ${outcome}">${outcome}</span></span></summary><div class="inside">
<p class="note">${id}, ${facts}${brought.length > 0 && html`, brought ${brought.map((messageId, at) => html`${at > 0 && ', '}<a href="#mail-${messageId}">${messageId}</a>`)}`}</p>
<table class="dialogue mono">${lines.slice(0, MAX_LINES).map(line)}</table>
${lines.length > MAX_LINES && html`<p class="note">and ${lines.length - MAX_LINES} more lines</p>`}</div></details>
`
}

function line({ offsetMs, from, text, findings = [] }: Session['lines'][number]): Markup {
  const shown = text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text
  return html`<tr class="${from}"><td>${offsetMs} ms</td><td>${MARKS[from]}</td><td>${shown}${findings.map(({ title }) => html`<br><span class="wrong">${title}</span>`)}</td></tr>`
}
