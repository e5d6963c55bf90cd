/** Builds the document that shows a mail, off the thread that serves sockets: HTML of any size and shape. */
import { extname } from 'node:path'
import { AppError } from '../errors.ts'
import type { DocumentRequest, MailDocument } from './html-document.ts'
import { createJobWorker } from './job-worker.ts'

const TIME_LIMIT_MS = 5000

export interface Renderer {
  /** @throws {AppError} `unavailable` when the HTML is too much */
  render: (request: DocumentRequest) => Promise<MailDocument>
  close: () => Promise<void>
}

export function createRenderer(): Renderer {
  const worker = createJobWorker<DocumentRequest, MailDocument>({
    file: new URL(`./render-worker${extname(import.meta.url)}`, import.meta.url),
    name: 'renderer',
  })
  return {
    render: (request) =>
      worker.run(request, TIME_LIMIT_MS).catch((error: unknown) => {
        throw new AppError('unavailable', 'The HTML of this mail cannot be shown safely; look at its text or source', {
          cause: error,
        })
      }),
    close: () => worker.close(),
  }
}
