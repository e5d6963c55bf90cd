/** Text that a mail brings along: files, and messages with what their header sections say. What a person reads of it is indexed; this is not. */
import { LIMITS } from '../limits.ts'
import type { Store, StoredMessage, StoredPart } from '../store/store.ts'
import { decodeTransfer } from './body-text.ts'
import { decodeText } from './charset.ts'
import { ifDamaged } from './damaged.ts'
import { decodeField, decodeFields } from './decode-field.ts'
import { findBodyOffset } from './header-section.ts'
import { groupParts, isReadable } from './readable-parts.ts'

/** Of a file, as much is looked at: it keeps others waiting meanwhile. */
const MAX_TEXT_OCTETS = LIMITS.imap.attachedText.value
const MAX_HEADER_OCTETS = 64 * 1024

/** What stands in one place of the octets. */
interface AttachedText {
  part: StoredPart
  /** The header section of that message in its place. */
  isHeader: boolean
}

/** @returns the message as soon as that holds; before it nothing, for each text that is read */
export async function* findInAttached(
  store: Store,
  { seq, inHeaders, holds }: { seq: number; inHeaders: boolean; holds: (text: string) => boolean },
): AsyncGenerator<readonly number[]> {
  const message = await store.get(seq).catch(ifDamaged)
  if (!message) return
  for (const attached of attachedTexts(message.parts)) {
    if (attached.isHeader && !inHeaders) continue
    const text = await readText(store, message, attached).catch(ifDamaged)
    if (text !== undefined && holds(text)) {
      yield [seq]
      return
    }
    yield []
  }
}

function attachedTexts(parts: readonly StoredPart[]): AttachedText[] {
  const text = (part: StoredPart): AttachedText[] => (part.contentType.startsWith('text/') ? [{ part, isHeader: false }] : [])
  return groupParts(parts)
    .filter(({ part }) => !isReadable(part))
    .flatMap(({ part, within }) => {
      const headers = [...(within.length > 0 ? [part] : []), ...within.filter((inner) => isMessage(inner))]
      return [...headers.map((each) => ({ part: each, isHeader: true })), ...[part, ...within].flatMap(text)]
    })
}

function isMessage({ contentType }: StoredPart): boolean {
  return contentType === 'message/rfc822' || contentType === 'message/global'
}

async function readText(store: Store, message: StoredMessage, { part, isHeader }: AttachedText): Promise<string> {
  const most = Math.min(part.bodyOctets, isHeader ? MAX_HEADER_OCTETS : MAX_TEXT_OCTETS)
  const pieces: Uint8Array[] = []
  for await (const piece of store.readMailData(message.mailDataId, part.bodyOffset, part.bodyOffset + most)) pieces.push(piece)
  const octets = Buffer.concat(pieces)
  if (isHeader)
    return decodeFields(octets.subarray(0, findBodyOffset(octets, 0, octets.length)))
      .map(({ name, body }) => `${name}: ${decodeField(body)}`)
      .join('\n')
  return decodeText(decodeTransfer(octets, part.encoding), { declared: part.charset }).text
}
