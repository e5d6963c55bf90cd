/** Files as a zip archive, one after the other as they come, stored as they are; ZIP64 where it has to be. */
import { makeZip } from 'client-zip'

export interface ZipEntry {
  /** Folders and name, with `/` between them. */
  path: string
  /** Milliseconds since 1970. */
  modifiedAt: number
  octets: AsyncIterable<Uint8Array>
}

export async function* writeZip(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const archive = makeZip(toInputs(entries)).getReader()
  try {
    for (;;) {
      const { value, done } = await archive.read()
      if (done) return
      yield value
    }
  } finally {
    // Ends `entries` too, by throwing nothing at all into it, which comes back.
    await archive.cancel().catch(ifNothing)
  }
}

async function* toInputs(entries: AsyncIterable<ZipEntry>) {
  for await (const { path, modifiedAt, octets } of entries)
    yield { name: path, lastModified: new Date(modifiedAt), input: octets }
}

function ifNothing(error: unknown): void {
  if (error !== undefined) throw error
}
