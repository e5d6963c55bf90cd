/** Adds files as mails: in portions, one after the other, so that it can be followed and stopped. */
import { type Client, MailmittError } from '../../../shared/client/client.ts'
import { importTexts } from '../../texts/import.ts'
import type { TakenFile } from './take-files.ts'

const { reasons } = importTexts

/** Of one request. A file that is larger goes alone. */
const PORTION_FILES = 50
const PORTION_OCTETS = 4 * 1024 ** 2

export interface MailFile {
  path: string
  file: File
}

export interface FailedFile {
  path: string
  reason: string
}

export interface SortedFiles {
  mails: MailFile[]
  failed: FailedFile[]
}

export interface AddResult {
  added: number
  failed: FailedFile[]
  stopped: boolean
}

/** Says what can be said of a file before it is sent. */
export function sortFiles(taken: readonly TakenFile[], maxOctets: number): SortedFiles {
  const sorted: SortedFiles = { mails: [], failed: [] }
  for (const { path, file, inFolder } of taken) {
    const isMail = /\.eml$/i.test(path) || file?.type === 'message/rfc822'
    if (inFolder && !isMail) continue
    const reason = !isMail
      ? reasons.noMail
      : !file
        ? reasons.unreadable
        : file.size === 0
          ? reasons.empty
          : file.size > maxOctets && reasons.tooLarge(maxOctets)
    if (reason) sorted.failed.push({ path, reason })
    else if (file) sorted.mails.push({ path, file })
  }
  return sorted
}

export function* toPortions(mails: readonly MailFile[]): Generator<MailFile[]> {
  let portion: MailFile[] = []
  let octets = 0
  for (const mail of mails) {
    const isFull = portion.length >= PORTION_FILES || octets + mail.file.size > PORTION_OCTETS
    if (isFull && portion.length > 0) {
      yield portion
      portion = []
      octets = 0
    }
    portion.push(mail)
    octets += mail.file.size
  }
  if (portion.length > 0) yield portion
}

/** What has been sent is waited for when it is stopped: the result is exact. */
export async function addMail(
  mails: readonly MailFile[],
  {
    client,
    mailbox,
    signal,
    onProgress,
  }: { client: Pick<Client, 'addFiles'>; mailbox: string | undefined; signal: AbortSignal; onProgress: (done: number) => void },
): Promise<AddResult> {
  const result: AddResult = { added: 0, failed: [], stopped: false }
  let done = 0
  for (const portion of toPortions(mails)) {
    if (signal.aborted) return { ...result, stopped: true }
    const readable: MailFile[] = []
    for (const mail of portion)
      if (await isReadable(mail.file)) readable.push(mail)
      else result.failed.push({ path: mail.path, reason: reasons.unreadable })
    try {
      await send(readable)
    } catch (error) {
      // What is wrong with the server or the way to it, the next portion would meet too.
      const rest = [...readable, ...mails.slice(done + portion.length)]
      return { ...result, failed: [...result.failed, ...rest.map(({ path }) => ({ path, reason: explain(error) }))] }
    }
    done += portion.length
    onProgress(done)
  }
  return result

  async function send(portion: readonly MailFile[]): Promise<void> {
    if (portion.length === 0) return
    const files = portion.map(({ file }) => file)
    const answer = await client.addFiles(files, { mailbox, origin: 'import' })
    for (const [index, { added, problem }] of answer.files.entries())
      if (added) result.added++
      else result.failed.push({ path: portion[index]?.path ?? '', reason: problem?.detail ?? reasons.unknown })
  }
}

/** A fetch that comes upon one that cannot be read fails as a whole, without a word of which it was. */
async function isReadable(file: File): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    )
}

function explain(error: unknown): string {
  return error instanceof MailmittError ? error.message : reasons.noAnswer((error as Error).message)
}
