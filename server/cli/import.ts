/** `mailmitt import`: mail from files into a running Mailmitt, one after the other, so that it arrives in their order. */
import { type Client, MailmittError } from '../../shared/client/client.ts'
import { findMailFiles, type MailFile } from './mail-files.ts'
import { createProgress } from './progress.ts'
import { connect, explainFailure, type Remote } from './remote.ts'
import { tell } from './tell.ts'

const MISUSE = 2
/** Answers to one mail; any other the next one would get too. */
const OF_THIS_MAIL = new Set(['invalid', 'too_large', 'internal'])

export interface ImportRequest {
  remote: Remote
  mailbox: string | undefined
  paths: readonly string[]
}

/** @returns the exit code: 1 when anything could not be added */
export async function importMail({ remote, mailbox, paths }: ImportRequest): Promise<number> {
  const progress = createProgress()
  const counts = { added: 0, failed: 0 }
  const failed = (name: string, reason: string) => {
    counts.failed++
    progress.clear()
    tell(`${name}: ${reason}`)
  }
  let client: Client
  try {
    client = connect(remote)
  } catch (error) {
    tell((error as Error).message)
    return MISUSE
  }

  async function add(file: MailFile): Promise<void> {
    let octets: Uint8Array<ArrayBuffer>
    try {
      octets = await file.read()
    } catch (error) {
      return failed(file.name, (error as Error).message)
    }
    try {
      await client.add(octets, { mailbox, origin: 'import' })
    } catch (error) {
      if (!(error instanceof MailmittError)) throw new Hopeless(explainFailure(error, client))
      if (!OF_THIS_MAIL.has(error.code)) throw new Hopeless(`${file.name}: ${error.message}; nothing behind it was tried`)
      return failed(file.name, error.message)
    }
    counts.added++
    progress.update(() => `${counts.added} added`)
  }

  try {
    const { limits } = await client.info().catch((error: unknown) => {
      throw new Hopeless(explainFailure(error, client))
    })
    for (const path of paths) {
      const before = counts.added + counts.failed
      try {
        for await (const file of findMailFiles(path, limits.messageOctets)) await add(file)
        if (counts.added + counts.failed === before) failed(path, 'there is no mail in it')
      } catch (error) {
        if (error instanceof Hopeless) throw error
        failed(path, (error as Error).message)
      }
    }
  } catch (error) {
    if (!(error instanceof Hopeless)) throw error
    counts.failed++
    progress.clear()
    tell(error.message)
  }
  progress.clear()
  tell(`${counts.added} added${counts.failed > 0 ? `, ${counts.failed} failed` : ''}`)
  return counts.failed > 0 ? 1 : 0
}

/** Nothing that follows could be added either. */
class Hopeless extends Error {}
