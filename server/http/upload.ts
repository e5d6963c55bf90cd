/** Files of a form (RFC 7578), each a mail, added one after the other as they come in; none is ever whole in memory. */
import type { Readable } from 'node:stream'
import type { Multipart, MultipartFile } from '@fastify/multipart'
import type { AddedFiles } from '../../shared/model/message.ts'
import { AppError, toAppError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import type { AddMail, AddRequest } from '../mail/add.ts'

type Files = AddedFiles['files']

/** Reasons of files that are given where none could be added. */
const MAX_REASONS = 10

export function createUpload({ addMail, maxMessageOctets }: { addMail: AddMail; maxMessageOctets: number }) {
  async function addFile({ file }: MultipartFile, query: Omit<AddRequest, 'mailData'>) {
    try {
      return await addMail.add({ ...query, mailData: readFile(file, maxMessageOctets) })
    } finally {
      // The next part comes only when this one is over.
      file.resume()
    }
  }

  /**
   * What cannot be read of the form ends it, as one more that could not be added.
   *
   * @throws {AppError} when not one could be added
   */
  return async function addFiles(
    parts: AsyncIterable<Multipart>,
    query: Omit<AddRequest, 'mailData'>,
    form: Readable,
  ): Promise<AddedFiles> {
    const limit = limitParts(form, maxMessageOctets + LIMITS.http.refusedBody.value)
    const files: Files = []
    const failures: AppError[] = []
    const failed = (filename: string, error: unknown) => {
      const failure = toAppError(error)
      failures.push(failure)
      files.push({ filename, problem: { code: failure.code, detail: failure.message } })
    }
    try {
      for await (const part of parts) {
        limit.nextPart()
        if (part.type === 'field') {
          failed(
            part.fieldname,
            new AppError('invalid', 'This is a field, not a file; mailbox, mailFrom and rcptTo go into the query.'),
          )
          continue
        }
        const { filename } = part
        await addFile(part, query).then(
          (added) => files.push({ filename, added }),
          (error: unknown) => failed(filename, error),
        )
      }
    } catch (error) {
      failed('', unreadable(error))
    }
    if (files.some(({ added }) => added)) return { files }
    const [first] = failures
    if (!first) throw new AppError('invalid', 'There is no file in the form; each file of it is added as a mail')
    const reasons = files.slice(0, MAX_REASONS).map(({ filename, problem }) => `${filename || 'The form'}: ${problem?.detail}`)
    throw new AppError(first.code, `No mail was added. ${reasons.join(' ')}`, { cause: first.cause })
  }
}

/** A part that is too large is read to its end, so that the others are added; one without an end breaks the form off. */
function limitParts(form: Readable, maxOctets: number): { nextPart: () => void } {
  let octets = 0
  form.on('data', ({ length }: Uint8Array) => {
    octets += length
    if (octets > maxOctets) form.destroy(new Error('a part of it does not end'))
  })
  return {
    nextPart() {
      octets = 0
    },
  }
}

async function* readFile(file: MultipartFile['file'], maxMessageOctets: number): AsyncGenerator<Uint8Array> {
  let octets = 0
  try {
    for await (const piece of file.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      octets += piece.length
      yield piece
    }
  } catch (error) {
    throw unreadable(error)
  }
  if (file.truncated)
    throw new AppError('too_large', `It is larger than the ${maxMessageOctets} octets this server takes; see --max-message-size.`)
  if (octets === 0) throw new AppError('invalid', 'It is empty.')
}

function unreadable(error: unknown): AppError {
  return new AppError('invalid', `The form cannot be read to its end: ${(error as Error).message}.`, { cause: error })
}
