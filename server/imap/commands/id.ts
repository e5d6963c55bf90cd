/** ID (RFC 2971): who the client is stands in the transcript. */
import { version } from '../../assets.ts'
import { ANY_STATE, defineCommand } from '../command.ts'
import { anything } from '../rules.ts'

export const id = defineCommand({
  states: ANY_STATE,
  arguments: { client: anything },
  async run({ session }) {
    session.responses.line(`* ID ("name" "Mailmitt" "version" "${version}")`)
    return { text: 'Pleased to meet you' }
  },
})
