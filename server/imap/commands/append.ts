/** APPEND (RFC 9051 §6.3.12): the mail goes into the store as it comes, never as a whole through memory. */
import { AppError } from '../../errors.ts'
import { defineCommand, SIGNED_IN } from '../command.ts'
import { readDateTime } from '../date-time.ts'
import { readFlags, tagsFor, toMarks } from '../flags.ts'
import { Refusal } from '../refusal.ts'
import { mailbox, optionalList, optionalString } from '../rules.ts'

export const append = defineCommand({
  states: SIGNED_IN,
  arguments: { name: mailbox, flags: optionalList, date: optionalString },
  async run({ session, message }, { name, flags = [], date }) {
    if (!message) throw new Refusal('BAD', 'APPEND takes a message as a literal')
    const named = readFlags(flags)
    const receivedAt = date === undefined ? undefined : readDateTime(date)
    session.expectRight('add')
    const { account, responses, services } = session
    // RFC 7889 §4; what waits for a word is not even sent.
    if (message.octets > services.maxMessageOctets)
      throw new Refusal('NO', `A message has ${services.maxMessageOctets} octets at the most (--max-message-size)`, 'TOOBIG')
    if (message.octets === 0) throw new Refusal('NO', 'There is nothing to append')
    if (!(await account.has(name))) throw toTryCreate(name)
    const tags = tagsFor(named.keywords, named.keywords.length > 0 ? await account.tagNames() : [])
    const mailData = message.read(async () => {
      responses.line('+ Go on')
      await responses.flush()
    })
    const uid = await account.append(name, { mailData, flags: toMarks(named), tags, receivedAt }).catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'not_found' ? toTryCreate(name) : error
    })
    const uidValidity = await account.uidValidity(name)
    return { text: 'Kept', code: uid === undefined ? undefined : `APPENDUID ${uidValidity} ${uid}` }
  },
})

export function toTryCreate(name: string): Refusal {
  return new Refusal('NO', `There is no mailbox ${JSON.stringify(name)}; it can be made`, 'TRYCREATE')
}
