/** The report, piece by piece: never more than one mail of it is in memory. */
import { type Client, type ListedSession, MailmittError, type ServerInfo } from '../../../shared/client/client.ts'
import { formatTime } from '../print.ts'
import { formatOctets } from '../progress.ts'
import { type Chosen, chooseMails, findFailedWaits, findTrouble, type ReportScope } from './collect.ts'
import { html, Markup } from './html.ts'
import { lostMail, mailSection, type Rendered } from './mail-section.ts'
import { SCRIPT, SCRIPT_HASH } from './script.ts'
import { sessionSection } from './session-section.ts'
import { STYLE } from './style.ts'
import { waitSection } from './wait-section.ts'

/** From here on mails are not shown rendered: a browser that opens the page has to hold it. */
const MAX_RENDERED_CHARACTERS = 64 * 1024 * 1024
const MAX_SESSIONS = 500

/** The documents of mails inherit it, so styles and images are not refused here; scripts are, but for this page's own. */
const POLICY = `default-src 'none'; script-src '${SCRIPT_HASH}'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'`

export interface ReportRequest extends ReportScope {
  title: string
  /** How many mails at most. */
  limit: number
  madeAt: string
  onMail: (count: number, of: number) => void
}

export async function* writeReport(client: Client, request: ReportRequest): AsyncGenerator<string, number> {
  const { tz: zone, limit, onMail } = request
  const info = await client.info()
  const failed = await findFailedWaits(client, request)
  const trouble = await findTrouble(client, request)
  const chosen = await chooseMails(client, request, limit)
  const linked = new Set(chosen.ids)
  yield `${head(request.title)}${summary(request, { info, chosen, trouble, failed: failed.waits.length, client })}`
  yield `<main>${waitSection(failed, linked, zone)}${mailsHead(chosen)}`
  const sessions = new Map(trouble.map(({ id, startedAt }) => [id, startedAt]))
  let room = MAX_RENDERED_CHARACTERS
  for (const [at, id] of chosen.ids.entries()) {
    onMail(at + 1, chosen.ids.length)
    const message = await client.get(id).catch(reasonOf)
    if (message instanceof MailmittError) {
      yield `${lostMail(id, message.message)}`
      continue
    }
    if (message.session) sessions.set(message.session.id, message.session.startedAt)
    const rendered = await render(client, id, room)
    if ('document' in rendered) room -= rendered.document.length
    yield `${mailSection(message, rendered, zone)}`
  }
  yield '</div></section>'
  yield* sessionsOf(client, sessions, linked, zone)
  yield `</main>${html`<footer><p>Made by Mailmitt ${info.version} on ${formatTime(request.madeAt, zone)}. Times are of ${zone}. Mails are shown without scripts and without anything from elsewhere.</p></footer>`}<script>${SCRIPT}</script></body></html>\n`
  return chosen.ids.length
}

async function render(client: Client, id: string, room: number): Promise<Rendered> {
  if (room <= 0)
    return {
      reason: `Not shown as it looks: the mails before it fill ${formatOctets(MAX_RENDERED_CHARACTERS)} already. Narrow the report down.`,
    }
  const document = await client.htmlFile(id).catch(reasonOf)
  return typeof document === 'string' ? { document } : { reason: `Not shown as it looks: ${document.message}` }
}

async function* sessionsOf(client: Client, sessions: ReadonlyMap<string, string>, linked: ReadonlySet<string>, zone: string) {
  const ids = [...sessions].sort(([, one], [, other]) => (one < other ? -1 : 1)).map(([id]) => id)
  yield `${html`<section id="sessions"><h2>Sessions <span class="count">${ids.length}</span></h2>${ids.length === 0 && html`<p class="note">None.</p>`}`}<div class="rows"${ids.length === 0 ? ' hidden' : ''}>`
  for (const id of ids.slice(-MAX_SESSIONS)) {
    const session = await client.session(id).catch(reasonOf)
    if (!(session instanceof MailmittError)) yield `${sessionSection(session, linked, zone)}`
  }
  yield `</div>${html`${ids.length > MAX_SESSIONS && html`<p class="note">The last ${MAX_SESSIONS}; ${ids.length - MAX_SESSIONS} earlier ones are left out.</p>`}</section>`}`
}

/** A mail or a session may be gone by now, or be too much; the others are not. */
function reasonOf(error: unknown): MailmittError {
  if (error instanceof MailmittError) return error
  throw error
}

function head(title: string): string {
  const meta = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><meta name="color-scheme" content="light dark"><title>${title}</title>`
  return `${meta}<style>${STYLE}</style></head><body>\n`
}

interface Counted {
  info: ServerInfo
  chosen: Chosen
  trouble: readonly ListedSession[]
  failed: number
  client: Client
}

function summary({ title, q, mailbox, since, tz }: ReportRequest, { info, chosen, trouble, failed, client }: Counted): Markup {
  const { ids, firstAt, lastAt } = chosen
  const scope = [
    q !== undefined && html`search <span class="mono">${q}</span>`,
    mailbox !== undefined && html`mailbox ${mailbox}`,
    since !== undefined && html`since <span class="mono">${since}</span>`,
  ].filter((part) => part !== false)
  return html`<header><h1>${title}</h1>
<p class="about">${firstAt !== undefined && lastAt !== undefined ? `${formatTime(firstAt, tz)} – ${formatTime(lastAt, tz).slice(11)}` : 'No mail'} · Mailmitt ${info.version} at ${client.baseUrl}${scope.map((part) => html` · ${part}`)}</p>
<ul class="figures"><li><a href="#waits" ${failed > 0 && new Markup('class="bad"')}><b>${failed}</b>failed ${failed === 1 ? 'wait' : 'waits'}</a></li><li><a href="#mails"><b>${ids.length}</b>${ids.length === 1 ? 'mail' : 'mails'}</a></li><li><a href="#sessions" ${trouble.length > 0 && new Markup('class="bad"')}><b>${trouble.length}</b>refused or broken off</a></li></ul></header>
`
}

function mailsHead({ ids, leftOut, isAtLeast }: Chosen): Markup {
  return html`<section id="mails"><h2>Mails <span class="count">${ids.length}</span></h2>
${leftOut > 0 && html`<p class="note">These are the newest ${ids.length}; ${isAtLeast && 'at least '}${leftOut} older ${leftOut === 1 ? 'one is' : 'ones are'} left out. --limit takes more, --since and --q choose.</p>`}${
  ids.length === 0
    ? html`<p class="note">No mail arrived.</p><div class="rows" hidden>`
    : html`<div class="bar" id="bar" hidden><input id="filter" type="search" placeholder="Filter by sender, recipient, subject or code" aria-label="Filter mails" autocomplete="off"><output id="shown" for="filter"></output><button id="toggle" type="button">Open all</button></div><div class="rows">`
}`
}
