/** `mailmitt report`: one page of a run, to keep with the results of a test. */

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { now } from '../clock.ts'
import { ask, Misuse, parseLimit, parseZone } from './ask.ts'
import { localZone, print } from './print.ts'
import { createProgress, formatOctets } from './progress.ts'
import { explainFailure, type Remote } from './remote.ts'
import { type ReportRequest, writeReport } from './report/page.ts'
import { tell } from './tell.ts'

const DEFAULT_FILE = 'mailmitt-report.html'
const DEFAULT_LIMIT = '500'
/** A browser opens a page of so many lines at once, and a person reads no more. */
const MAX_MAILS = 5000

export interface ReportCommand {
  remote: Remote
  /** `-` is stdout. */
  out: string | undefined
  q: string | undefined
  tz: string | undefined
  mailbox: string | undefined
  since: string | undefined
  limit: string | undefined
  title: string | undefined
}

/** @returns the exit code */
export function makeReport({
  remote,
  out = DEFAULT_FILE,
  q,
  tz,
  mailbox,
  since,
  limit = DEFAULT_LIMIT,
  title,
}: ReportCommand): Promise<number> {
  return ask(remote, async (client) => {
    const zone = parseZone(tz, localZone)
    if (out.trim() === '') throw new Misuse('--out names a file, or - for stdout')
    const progress = createProgress()
    const request: ReportRequest = {
      ...{ q, tz: zone, mailbox, since },
      title: title ?? 'Mail of this run',
      limit: Math.min(parseLimit(limit), MAX_MAILS),
      madeAt: new Date(now()).toISOString(),
      onMail: (count, of) => progress.update(() => `${count} of ${of} mails`),
    }
    const pieces = writeReport(client, request)
    // Before a file is made: a search that cannot be understood makes none.
    const first = await pieces.next()
    let octets = 0
    const file = out === '-' ? undefined : createWriteStream(out)
    const closed = file && finished(file)
    // It is awaited below, and also while something else fails.
    closed?.catch(() => undefined)
    try {
      for (let piece = first; !piece.done; piece = await pieces.next()) {
        octets += Buffer.byteLength(piece.value)
        if (!file) await print(piece.value)
        else if (!file.write(piece.value)) await Promise.race([once(file, 'drain'), closed])
      }
      file?.end()
      await closed
    } catch (error) {
      file?.destroy()
      if (!file || octets === 0) throw error
      throw new Error(`It broke off after ${formatOctets(octets)}, the page is not whole: ${explainFailure(error, client)}`, {
        cause: error,
      })
    } finally {
      progress.clear()
    }
    if (file) tell(`wrote ${formatOctets(octets)} to ${out}`)
    return 0
  })
}
