/** The thread that decodes what a message says, and looks through it. One job at a time. */
import { parentPort } from 'node:worker_threads'
import type { ContentJob, Extract, MessageContent } from './content.ts'
import { JOB_WORKER_LOADED, type JobReply } from './job-worker.ts'
import { extract, readContent } from './read-content.ts'

parentPort?.on('message', (job: ContentJob) => {
  let reply: JobReply<MessageContent | Extract>
  try {
    reply = { result: 'encoded' in job ? readContent(job.encoded) : extract(job.extractFrom) }
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) }
  }
  parentPort?.postMessage(reply)
})
parentPort?.postMessage(JOB_WORKER_LOADED)
