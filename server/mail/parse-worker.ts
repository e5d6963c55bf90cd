/** The thread that parses. One job, one mail. */
import { parentPort } from 'node:worker_threads'
import { release } from '../memory.ts'
import type { ParsedMessage } from '../store/store.ts'
import { JOB_WORKER_LOADED, type JobReply } from './job-worker.ts'
import { brokenMessage, parseMessage } from './parse-message.ts'
import type { ParseJob } from './parser.ts'

parentPort?.on('message', ({ mailData, envelope, arrival, tagging, broken }: ParseJob) => {
  let reply: JobReply<ParsedMessage>
  try {
    reply = {
      result: broken
        ? brokenMessage(mailData, envelope, broken, tagging)
        : parseMessage(Buffer.from(mailData.buffer), envelope, arrival, tagging),
    }
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) }
  }
  parentPort?.postMessage(reply)
  release(mailData)
})
parentPort?.postMessage(JOB_WORKER_LOADED)
