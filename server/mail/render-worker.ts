/** The thread that builds documents. One job, one document. */
import { parentPort } from 'node:worker_threads'
import { buildDocument, type DocumentRequest, type MailDocument } from './html-document.ts'
import { JOB_WORKER_LOADED, type JobReply } from './job-worker.ts'

parentPort?.on('message', (request: DocumentRequest) => {
  let reply: JobReply<MailDocument>
  try {
    reply = { result: buildDocument(request) }
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) }
  }
  parentPort?.postMessage(reply)
})
parentPort?.postMessage(JOB_WORKER_LOADED)
