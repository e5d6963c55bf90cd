/** The thread that parses. One job, one mail. */
import { parentPort } from 'node:worker_threads'
import type { ParsedMessage } from '../store/store.ts'
import { JOB_WORKER_LOADED, type JobReply } from './job-worker.ts'
import { parseMessage } from './parse-message.ts'
import type { ParseJob } from './parser.ts'

parentPort?.on('message', ({ mailData, envelope }: ParseJob) => {
  parseMessage(Buffer.from(mailData.buffer, mailData.byteOffset, mailData.byteLength), envelope).then(
    (result) => parentPort?.postMessage({ result } satisfies JobReply<ParsedMessage>),
    (error: unknown) =>
      parentPort?.postMessage({
        error: error instanceof Error ? error.message : String(error),
      } satisfies JobReply<ParsedMessage>),
  )
})
parentPort?.postMessage(JOB_WORKER_LOADED)
