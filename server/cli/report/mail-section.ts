/** One mail: a line, and behind it all that there is to know of it. What is long is cut, and says so. */
import type { Address, Message } from '../../../shared/client/client.ts'
import { formatTime } from '../print.ts'
import { formatOctets } from '../progress.ts'
import { html, type Markup, type Value } from './html.ts'

const MAX_TEXT = 100_000
const MAX_FIELDS = 200
const MAX_FIELD = 2000
const MAX_LINKS = 200
const MAX_ITEMS = 100

/** The document that shows the mail, or why it is not in the page. */
export type Rendered = { document: string } | { reason: string }

export function mailSection(message: Message, rendered: Rendered, zone: string): Markup {
  const { id, from, to, subject, receivedAt, codes, attachments, findings, text, headers, links, mailbox } = message
  const [code] = codes
  const worst = findings.find(({ severity }) => severity === 'error') ?? findings.find(({ severity }) => severity === 'warning')
  return html`<details class="mail" id="mail-${id}" data-testid="mail"><summary><span class="time">${formatTime(receivedAt, zone).slice(11)}</span> <span class="who cut">${names(from)}</span> <span class="who to cut">${names(to)}</span> <span class="subject cut">${subject || '(no subject)'}</span> <span class="chips">${
    mailbox !== 'default' && html`<span class="chip">${mailbox}</span>`
  }${code && html`<span class="chip code mono">${code.value}</span>`}${attachments.length > 0 && html`<span class="chip">${attachments.length} ${attachments.length === 1 ? 'file' : 'files'}</span>`}${
    worst && html`<span class="chip ${worst.severity}">${plural(findings.length, 'finding')}</span>`
  }</span></summary><div class="inside">
${facts(message, zone)}
${'document' in rendered ? frame(rendered.document, subject) : html`<p class="note">${rendered.reason}</p>`}
${folded('Text', text, html`<pre>${cut(text, MAX_TEXT)}</pre>`)}
${folded(
  'Links',
  links.length,
  html`<ul class="plain">${links.slice(0, MAX_LINKS).map(({ href, text: label, kind }) => html`<li><span class="chip">${kind}</span> ${label !== href && html`<bdi>${cut(label, 200)}</bdi> `}${linkTo(href)}</li>`)}</ul>${more(links.length, MAX_LINKS)}`,
)}
${folded(
  'Headers',
  headers.length,
  html`<table class="mono">${headers.slice(0, MAX_FIELDS).map(({ name, value }) => html`<tr><td>${cut(name, 200)}</td><td>${cut(value, MAX_FIELD)}</td></tr>`)}</table>${more(headers.length, MAX_FIELDS)}`,
)}
${folded(
  'Findings',
  findings.length,
  html`<ul class="plain">${findings.slice(0, MAX_ITEMS).map(({ severity, title, detail, rule }) => html`<li><span class="chip ${severity}">${severity}</span> ${title} <span class="note">${detail} (${rule})</span></li>`)}</ul>${more(findings.length, MAX_ITEMS)}`,
)}</div></details>
`
}

/** A mail that could not be read. */
export function lostMail(id: string, reason: string): Markup {
  return html`<details class="mail" id="mail-${id}" data-testid="mail"><summary><span class="time"></span> <span class="who">${id}</span> <span class="who to"></span> <span class="subject">${reason}</span></summary></details>
`
}

/**
 * Nothing in it runs, submits, opens or loads (DESIGN §8): `sandbox` without a word, and the policy within the document. A
 * browser loads every frame that there is, at once: so it stands where only those without scripts see it, and the script of
 * the page brings it out when it comes into view.
 */
function frame(document: string, subject: string): Markup {
  return html`<div class="frame"><noscript><iframe sandbox="" referrerpolicy="no-referrer" title="${subject || 'Mail'}" data-testid="mail-frame" srcdoc="${document}"></iframe></noscript></div>`
}

function facts(
  { from, to, cc, bcc, replyTo, envelope, receivedAt, sizeOctets, mailbox, ...message }: Message,
  zone: string,
): Markup {
  const { codes, attachments, tags, messageIdField, session, id } = message
  const rows: [string, Value][] = [
    ['From', people(from)],
    ['To', people(to)],
    ['Cc', people(cc)],
    ['Bcc', people(bcc)],
    ['Reply-To', people(replyTo)],
    ['Envelope', `<${envelope.reversePath}> to ${cutList(envelope.forwardPaths.map((path) => `<${path}>`))}`],
    ['Received', `${formatTime(receivedAt, zone)}, ${formatOctets(sizeOctets)}, in ${mailbox}`],
    ['Message-ID', messageIdField],
    ['Tags', tags.join(', ')],
    ['Id', id],
    ['Session', session && html`<a href="#session-${session.id}">${session.clientAddress}, ${session.heloName}</a>`],
    [
      'Codes',
      codes.length > 0 &&
        codes
          .slice(0, MAX_ITEMS)
          .map(
            ({ value, context }) =>
              html`<span class="chip code mono">${value}</span> <span class="note">${cut(context, 120)}</span><br>`,
          ),
    ],
    [
      'Files',
      attachments.length > 0 &&
        html`<ul class="plain">${attachments
          .slice(0, MAX_ITEMS)
          .map(
            ({ filename, contentType, sizeOctets: size, disposition }) =>
              html`<li><span>${cut(filename || '(no name)', 200)}</span> <span class="note">${contentType}, ${formatOctets(size)}${disposition === 'inline' && ', inline'}</span></li>`,
          )}</ul>${more(attachments.length, MAX_ITEMS)}`,
    ],
  ]
  return html`<dl>${rows.filter(([, value]) => value !== '' && value !== undefined && value !== false).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
}

/** Left away when there is nothing in it. */
function folded(title: string, holds: string | number, content: Markup): Markup | false {
  if (holds === '' || holds === 0) return false
  return html`<details><summary>${title}${typeof holds === 'number' && html` <span class="count">${holds}</span>`}</summary>${content}</details>`
}

/** A place on the web can be gone to; all else is shown. */
function linkTo(href: string): Markup {
  const isWeb = /^https?:\/\//i.test(href) && URL.canParse(href)
  const shown = cut(href, MAX_FIELD)
  return isWeb
    ? html`<a href="${new URL(href).href}" target="_blank" rel="noopener noreferrer nofollow">${shown}</a>`
    : html`<span class="mono">${shown}</span>`
}

function names(addresses: readonly Address[]): string {
  const [first] = addresses
  const others = addresses.length > 1 ? ` +${addresses.length - 1}` : ''
  return first ? `${first.displayName || first.addrSpec}${others}` : '-'
}

function people(addresses: readonly Address[]): string {
  return cutList(addresses.map(({ displayName, addrSpec }) => (displayName === '' ? addrSpec : `${displayName} <${addrSpec}>`)))
}

function cutList(items: readonly string[]): string {
  const others = items.length > MAX_ITEMS ? ` and ${items.length - MAX_ITEMS} more` : ''
  return `${items.slice(0, MAX_ITEMS).join(', ')}${others}`
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}… (${formatOctets(text.length - most)} more)` : text
}

function more(count: number, most: number): Markup | false {
  return count > most && html`<p class="note">and ${count - most} more</p>`
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
