/** `mailmitt export`: messages of a running Mailmitt into a file or to stdout. */
import { createWriteStream } from 'node:fs'
import { extname } from 'node:path'
import { Writable } from 'node:stream'
import type { ExportFormat, Scope } from '../../shared/client/client.ts'
import { ask, Misuse } from './ask.ts'
import { isEndOfReader } from './print.ts'
import { createProgress, formatOctets } from './progress.ts'
import type { Remote } from './remote.ts'
import { tell } from './tell.ts'

const FORMATS: readonly string[] = ['zip', 'mbox', 'ndjson'] satisfies ExportFormat[]

export interface ExportRequest extends Scope {
  remote: Remote
  format: string | undefined
  /** Absent is stdout. */
  file: string | undefined
}

/** @returns the exit code */
export function exportMail({ remote, format: asked, file, ...scope }: ExportRequest): Promise<number> {
  return ask(remote, async (client) => {
    const format = asked ?? formatOf(file)
    if (!isFormat(format)) throw new Misuse(`--format takes ${FORMATS.join(', ')}, not ${format}`)
    if (file === undefined && format === 'zip' && process.stdout.isTTY)
      throw new Misuse('a zip is not for a terminal; name a file: mailmitt export mail.zip')
    const octets = await write(await client.export(format, scope), file)
    tell(`wrote ${formatOctets(octets)} to ${file ?? 'stdout'}`)
    return 0
  })
}

/** @returns how much it was */
async function write(pieces: ReadableStream<Uint8Array>, file: string | undefined): Promise<number> {
  const progress = createProgress()
  let octets = 0
  const counted = pieces.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        octets += piece.length
        progress.update(() => `${formatOctets(octets)} written`)
        controller.enqueue(piece)
      },
    }),
  )
  try {
    await counted.pipeTo(Writable.toWeb(file === undefined ? process.stdout : createWriteStream(file)))
    return octets
  } catch (error) {
    throw octets === 0 || isEndOfReader(error)
      ? error
      : new Error(`It broke off after ${formatOctets(octets)}, the file is not whole: ${(error as Error).message}`, {
          cause: error,
        })
  } finally {
    progress.clear()
  }
}

function formatOf(file = ''): string {
  const extension = extname(file).slice(1).toLowerCase()
  return isFormat(extension) ? extension : 'mbox'
}

function isFormat(text: string): text is ExportFormat {
  return FORMATS.includes(text)
}
