/** The thread that parses. One job, one mail. */
import { parentPort } from 'node:worker_threads'
import type { ParsedMessage } from '../store/store.ts'
import { JOB_WORKER_LOADED, type JobReply } from './job-worker.ts'
import { packMessage, parseMessage } from './parse-message.ts'
import type { ParseJob } from './parser.ts'

let last: Promise<void> = Promise.resolve()

parentPort?.on('message', (job: ParseJob) => {
  // mailparser works in steps: without this, two mails would run interleaved and each count towards the time of the other.
  last = last.then(() => run(job))
})
parentPort?.postMessage(JOB_WORKER_LOADED)

async function run({ mailData, envelope }: ParseJob): Promise<void> {
  let reply: JobReply<ParsedMessage>
  try {
    reply = { result: packMessage(await parseMessage(Buffer.from(mailData.buffer), envelope)) }
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) }
  }
  parentPort?.postMessage(reply, 'result' in reply ? [reply.result.content.buffer] : [])
}
