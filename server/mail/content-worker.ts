/** The thread that decodes what a message says. One job, one message. */
import { parentPort } from 'node:worker_threads'
import type { MessageContent } from './content.ts'
import { JOB_WORKER_LOADED, type JobReply } from './job-worker.ts'
import { readContent } from './read-content.ts'

parentPort?.on('message', (content: Parameters<typeof readContent>[0]) => {
  let reply: JobReply<MessageContent>
  try {
    reply = { result: readContent(content) }
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) }
  }
  parentPort?.postMessage(reply)
})
parentPort?.postMessage(JOB_WORKER_LOADED)
