/** What must follow from octets sent and replies received, told by a receiver written from RFC 5321 alone. */
import { expectThat } from './kind.ts'

export interface Acknowledged {
  id: string
  /** As latin1 text, dot-stuffing undone. */
  mailData: string
  reversePath: string
  forwardPaths: string[]
}

interface Reply {
  code: string
  text: string
}

/** RFC 5321 §4.2: textstring is of visible ASCII, blanks and tabs; §4.5.3.1.5: a line has 512 octets at most. */
const REPLY_LINE = /^([2-5][0-5]\d)(?:([ -])([\t\x20-\x7e]*))?$/
const MAX_REPLY_LINE = 512

/** @throws on what is no reply of RFC 5321 */
export function readReplies(received: string, { mayBeCut }: { mayBeCut: boolean }): Reply[] {
  const lines = received.split('\r\n')
  const rest = lines.pop() ?? ''
  expectThat(rest === '' || mayBeCut, () => `the last reply has no end: ${JSON.stringify(rest)}`)
  const replies: Reply[] = []
  let open: Reply | undefined
  for (const line of lines) {
    const [, code, mark, text = ''] = REPLY_LINE.exec(line) ?? []
    expectThat(code !== undefined, () => `not a reply line: ${JSON.stringify(line)}`)
    expectThat(line.length + 2 <= MAX_REPLY_LINE, () => `a reply line of ${line.length + 2} octets: ${JSON.stringify(line)}`)
    expectThat(open === undefined || open.code === code, () => `one reply with codes ${open?.code} and ${code}`)
    open = { code, text: open ? `${open.text}\n${text}` : text }
    if (mark === '-') continue
    replies.push(open)
    open = undefined
  }
  expectThat(open === undefined || mayBeCut, () => 'the last reply does not end')
  return replies
}

/**
 * Goes over what was sent with the replies in hand.
 *
 * @returns what was acknowledged, and whether every line has had its reply
 */
export function followDialogue(sent: string, replies: readonly Reply[]): { acknowledged: Acknowledged[]; isAnswered: boolean } {
  const acknowledged: Acknowledged[] = []
  let at = 0
  let next = 1
  let reversePath: string | undefined
  let forwardPaths: string[] = []
  let isInAuth = false
  if (replies[0]?.code !== '220') return { acknowledged, isAnswered: replies[0]?.code === '421' }
  for (;;) {
    const lf = sent.indexOf('\n', at)
    if (lf < 0) {
      expectThat(
        next >= replies.length || replies[next]?.code === '421',
        () => `a reply that nothing asked for: ${JSON.stringify(replies[next])}`,
      )
      return { acknowledged, isAnswered: true }
    }
    const line = sent.slice(at, lf).replace(/\r$/, '')
    at = lf + 1
    const reply = replies[next++]
    if (!reply) return { acknowledged, isAnswered: false }
    if (reply.code === '421' || reply.code === '221') {
      expectThat(next === replies.length, () => `a reply after ${reply.code}: ${JSON.stringify(replies[next])}`)
      return { acknowledged, isAnswered: true }
    }
    if (isInAuth) {
      isInAuth = reply.code === '334'
      continue
    }
    const verb = line.split(' ')[0]?.trim().toUpperCase()
    if (reply.code === '334') isInAuth = true
    else if (reply.code === '354') {
      const end = endOfMailData(sent, at)
      if (end === undefined) {
        expectThat(
          replies[next] === undefined || replies[next]?.code === '421',
          () => `mail data without an end was answered ${JSON.stringify(replies[next])}`,
        )
        return { acknowledged, isAnswered: true }
      }
      const mailData = sent.slice(at, end.start)
      at = end.after
      const answer = replies[next++]
      if (!answer) return { acknowledged, isAnswered: false }
      const [, id] = /^2\.6\.0 .*queued as (\w+)$/.exec(answer.text) ?? []
      expectThat((answer.code === '250') === (id !== undefined), () => `mail data was answered ${JSON.stringify(answer)}`)
      if (id !== undefined) acknowledged.push({ id, mailData: unstuff(mailData), reversePath: reversePath ?? '', forwardPaths })
      reversePath = undefined
      forwardPaths = []
    } else if (reply.code === '250') {
      if (verb?.startsWith('MAIL')) {
        reversePath = pathOf(line)
        forwardPaths = []
      } else if (verb?.startsWith('RCPT')) forwardPaths = [...forwardPaths, pathOf(line)]
      else if (verb === 'RSET' || verb === 'EHLO' || verb === 'HELO') {
        reversePath = undefined
        forwardPaths = []
      }
    }
  }
}

/** Between its brackets, as the UTF-8 that it is read as; quotes hide a bracket. */
function pathOf(line: string): string {
  const text = Buffer.from(line, 'latin1')
  const [, path = ''] = /<((?:"(?:[^"\\]|\\.)*"|[^"<>])*)>/.exec(text.toString('latin1')) ?? []
  return path
}

/** §4.1.1.4: CRLF . CRLF alone, of which DATA's own line end may be the first. */
function endOfMailData(sent: string, at: number): { start: number; after: number } | undefined {
  if (sent.startsWith('.\r\n', at)) return { start: at, after: at + 3 }
  const end = sent.indexOf('\r\n.\r\n', at)
  return end < 0 ? undefined : { start: end + 2, after: end + 5 }
}

function unstuff(mailData: string): string {
  return mailData.replace(/^\./, '').replace(/\r\n\./g, '\r\n')
}

/** Every mail data that may have been sent whole: behind a line with DATA, to its end. */
export function* sentMailData(sent: string): Generator<string> {
  for (const { index, 0: line } of sent.matchAll(/data[^\n]*\n/gi)) {
    const at = index + line.length
    const end = endOfMailData(sent, at)
    if (end) yield unstuff(sent.slice(at, end.start))
  }
}
