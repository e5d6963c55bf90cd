/**
 * The document that shows a mail, in one file to keep: as in the reader (html-document.ts), but with its images in it, with
 * its policy written in it, and without a script.
 */
import { newSecret } from '../clock.ts'
import { AppError } from '../errors.ts'
import { decodePart } from './decode-part.ts'
import { findInlineUse, nameInlineParts } from './inline-parts.ts'
import type { Messages, StoredMessage, StoredPart } from './messages.ts'
import type { Renderer } from './renderer.ts'

/** Decoded, of one image and of all. */
const MAX_IMAGE_OCTETS = 512 * 1024
const MAX_IMAGES_OCTETS = 1024 * 1024
const MAX_CHARACTERS = 2 * 1024 * 1024

/** `sandbox` does not go into a document: whoever shows the file puts it into a frame that has it. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; form-action 'none'; base-uri 'none'"
export const STANDALONE_POLICY = `${POLICY}; frame-ancestors 'none'; sandbox`

export interface StandaloneDependencies {
  messages: Pick<Messages, 'content' | 'octets'>
  renderer: Renderer
}

/** @throws {AppError} `too_large`; `unavailable` when the HTML cannot be shown safely */
export async function writeStandaloneDocument(
  message: StoredMessage,
  { messages, renderer }: StandaloneDependencies,
): Promise<string> {
  const { html, text } = await messages.content(message)
  const nonce = newSecret(16)
  const write = async (inlineParts: Record<string, string>) => {
    const { document } = await renderer.render({
      html,
      text,
      remote: 'block',
      remoteHosts: [],
      theme: 'light',
      images: true,
      nonce,
      inlineParts,
    })
    return withoutScript(document, nonce)
  }
  const images = await readImages(message, html, messages)
  const whole = await write(images)
  if (whole.length <= MAX_CHARACTERS) return whole
  // Perhaps it shows one image again and again.
  const bare = Object.keys(images).length > 0 ? await write({}) : whole
  if (bare.length <= MAX_CHARACTERS) return bare
  throw new AppError('too_large', `Its HTML has ${bare.length} characters, and a file of it at most ${MAX_CHARACTERS}`)
}

/** Ours is the only one that can have the nonce, and no text of it ends it. */
function withoutScript(document: string, nonce: string): string {
  const start = document.indexOf(`<script nonce="${nonce}">`)
  const end = document.indexOf('</script>', start)
  if (start < 0 || end < 0) throw new AppError('internal', 'The document of the mail is not as it was built')
  const policy = `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`
  return `${document.slice(0, start)}${policy}${document.slice(end + '</script>'.length)}`
}

/** Every name of an image or font that the HTML shows → all of its octets. */
async function readImages(message: StoredMessage, html: string, messages: StandaloneDependencies['messages']) {
  const shown = new Set(findInlineUse(html, message.parts).shown.values())
  const written = new Map<StoredPart, string>()
  let room = MAX_IMAGES_OCTETS
  for (const part of shown) {
    const mayBeWritten = /^(image|font)\/[\w.+-]+$/.test(part.contentType) && part.bodyOctets <= MAX_IMAGE_OCTETS * 2
    const octets = mayBeWritten && (await readPart(message, part, messages))
    if (!octets || octets.length > Math.min(MAX_IMAGE_OCTETS, room)) continue
    room -= octets.length
    written.set(part, `data:${part.contentType};base64,${octets.toString('base64')}`)
  }
  return Object.fromEntries(
    Array.from(nameInlineParts(message.parts), ([name, part]) => [name, written.get(part)] as const).filter(
      (named): named is [string, string] => named[1] !== undefined,
    ),
  )
}

async function readPart(message: StoredMessage, part: StoredPart, messages: StandaloneDependencies['messages']): Promise<Buffer> {
  const encoded = messages.octets(message, part.bodyOffset, part.bodyOffset + part.bodyOctets)
  const pieces: Uint8Array[] = []
  for await (const piece of decodePart(encoded, part.encoding)) pieces.push(piece)
  return Buffer.concat(pieces)
}
