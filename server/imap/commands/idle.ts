/** IDLE (RFC 9051 §6.3.13): what becomes of the mailbox is told as it happens, until the client says DONE. */
import { LIMITS } from '../../limits.ts'
import { defineCommand, SIGNED_IN } from '../command.ts'
import { leaveWithoutMailbox, tellNews } from '../news.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'

export const idle = defineCommand({
  states: SIGNED_IN,
  arguments: {},
  async run({ session }) {
    const { client, responses } = session
    responses.line('+ Idling')
    await responses.flush()
    const said = client.input.line(LIMITS.imap.commandLine.value)
    await tellUntil(session, said)
    const line = (await said)?.toString('latin1')
    client.record.client(line ?? '(a long line)')
    if (line?.trim().toUpperCase() !== 'DONE') throw new Refusal('BAD', 'IDLE ends with DONE')
    return { text: 'Idle no more' }
  },
})

/** @throws {InputEnded} */
async function tellUntil(session: Session, end: Promise<unknown>): Promise<void> {
  if (session.state !== 'selected') return
  const { selected, responses } = session
  const over = end.then(() => false)
  for (;;) {
    const { promise: news, resolve } = Promise.withResolvers<true>()
    const ignore = selected.onNews(() => resolve(true))
    try {
      if (!selected.hasNews && !selected.isGone && !(await Promise.race([over, news]))) return
    } finally {
      ignore()
    }
    if (selected.isGone) leaveWithoutMailbox(session)
    await tellNews(session, { keepsNumbers: false })
    await responses.flush()
  }
}
