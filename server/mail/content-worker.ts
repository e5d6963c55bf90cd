/** The thread that decodes what a message says, and looks through it. One job at a time. */
import { parentPort } from 'node:worker_threads'
import type { ContentJob, ContentResult, TagRequest } from './content.ts'
import { explainPart } from './explain/explain.ts'
import { JOB_WORKER_LOADED, type JobReply } from './job-worker.ts'
import { extract, readContent } from './read-content.ts'
import { readHtmlOnce } from './read-html.ts'
import { compareMails } from './snapshot/diff.ts'
import { writeSnapshot } from './snapshot/snapshot.ts'
import { tagsOfRule } from './tag-message.ts'

parentPort?.on('message', (job: ContentJob) => {
  let reply: JobReply<ContentResult>
  try {
    reply = { result: run(job) }
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) }
  }
  parentPort?.postMessage(reply)
})
parentPort?.postMessage(JOB_WORKER_LOADED)

function run(job: ContentJob): ContentResult {
  if ('encoded' in job) return readContent(job.encoded)
  if ('snapshot' in job) return writeSnapshot(job.snapshot)
  if ('compare' in job) return compareMails(job.compare)
  if ('visibleIn' in job) return readHtmlOnce(job.visibleIn).visible.text
  if ('tagBy' in job) return tagBy(job.tagBy)
  return 'explain' in job ? explainPart(job.explain) : extract(job.extractFrom)
}

function tagBy({ rule, subject, text, html, headers }: TagRequest): string[] {
  const valuesOf = (wanted: string) => headers.filter(({ name }) => name.toLowerCase() === wanted).map(({ value }) => value)
  return tagsOfRule(rule, subject, { text: () => text || readHtmlOnce(html).visible.text, valuesOf })
}
