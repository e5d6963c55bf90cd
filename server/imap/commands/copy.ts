/** COPY and MOVE (RFC 9051 §6.4.7, §6.4.8), which say where everything went (RFC 4315 §3). */
import { type Command, defineCommand, SELECTED } from '../command.ts'
import { expectWritable, findMessages } from '../message-set.ts'
import { Refusal } from '../refusal.ts'
import { mailbox, sequenceSet } from '../rules.ts'
import { writeSet } from '../search/number-set.ts'
import { toTryCreate } from './append.ts'

export const copy = transfer('copy')
export const move = transfer('move')

function transfer(way: 'copy' | 'move'): Command {
  return defineCommand({
    states: SELECTED,
    arguments: { set: sequenceSet, name: mailbox },
    async run({ session, isUid }, { set, name }) {
      const { account, responses } = session
      session.expectRight(way === 'copy' ? 'add' : 'change')
      if (way === 'move') expectWritable(session)
      const { found, isComplete } = findMessages(session, set, isUid)
      // All of them, or none (RFC 9051 §6.4.7).
      if (!isComplete && !isUid) throw new Refusal('NO', 'Some of them are gone', 'EXPUNGEISSUED')
      if (!(await account.has(name))) throw toTryCreate(name)
      const entries = found.map(({ entry }) => entry)
      const uids = await account[way](entries, name)
      const went = entries.flatMap(({ seq, uid }) => {
        const to = uids.get(seq)
        return to === undefined ? [] : [{ uid, to }]
      })
      const uidValidity = await account.uidValidity(name)
      const code =
        went.length === 0
          ? undefined
          : `COPYUID ${uidValidity} ${writeSet(went.map(({ uid }) => uid))} ${writeSet(went.map(({ to }) => to))}`
      if (way === 'copy') return { text: 'Copied', code }
      // Before the numbers of what has moved away mean something else (RFC 6851 §4.3).
      if (code !== undefined) responses.line(`* OK [${code}] Moved`)
      return { text: 'Moved' }
    },
  })
}
