/** STARTTLS (RFC 9051 §6.2.1): nothing said before it counts after it. */
import { defineCommand } from '../command.ts'
import { Refusal } from '../refusal.ts'

export const startTls = defineCommand({
  states: ['not authenticated'],
  arguments: {},
  async run({ session, tag }) {
    const { client, responses } = session
    if (client.isSecure) throw new Refusal('BAD', 'TLS has begun already')
    if (!client.canStartTls) throw new Refusal('BAD', 'There is no TLS here; start Mailmitt with --tls')
    responses.line(`${tag} OK Begin TLS now`)
    await responses.flush()
    await client.startTls()
    return { text: 'Begun', isAnswered: true }
  },
})
