/** What a browser is told of a part of a mail, so that it never runs it (DESIGN §8). */
import type { FastifyReply } from 'fastify'
import type { StoredPart } from '../mail/messages.ts'
import { IN_SANDBOX } from './security-headers.ts'

/** Shown in the browser's own viewer when opened; all else is saved. SVG and HTML can hold scripts, so they are not here. */
const INLINE_TYPES = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'image/x-icon',
  'application/pdf',
  'text/plain',
  'text/csv',
  'text/calendar',
  'text/vcard',
  'audio/mpeg',
  'audio/wav',
  'video/mp4',
])

const MAX_NAME_LENGTH = 200

export function setPartHeaders(reply: FastifyReply, part: StoredPart): void {
  const disposition = INLINE_TYPES.has(part.contentType) ? 'inline' : 'attachment'
  reply
    .headers(IN_SANDBOX)
    .header('content-disposition', contentDisposition(disposition, part.filename || fallbackName(part)))
    .header('content-security-policy', `default-src 'none'; style-src 'unsafe-inline'; sandbox`)
}

/** The type to send: a charset helps text; a type of the browser's own that could run is sent as it is, but never inline. */
export function partContentType({ contentType, charset }: StoredPart): string {
  return contentType.startsWith('text/') && /^[\w.:+-]+$/.test(charset) ? `${contentType}; charset=${charset}` : contentType
}

/** RFC 6266 with RFC 8187: no name from a mail reaches the header unescaped. */
export function contentDisposition(disposition: 'inline' | 'attachment', filename: string): string {
  const name = safeName(filename) || 'part'
  const ascii = name.replace(/[^\x20-\x7e]|["%]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${disposition}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}

function safeName(filename: string): string {
  return (
    filename
      .replace(/[/\\\p{Cc}]+/gu, '_')
      // A direction override would show `gpj.exe` as `exe.jpg`.
      .replace(/\p{Bidi_Control}/gu, '')
      .slice(0, MAX_NAME_LENGTH)
      .toWellFormed()
      .trim()
  )
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'message/rfc822': 'eml',
  'text/plain': 'txt',
  'text/calendar': 'ics',
  'text/vcard': 'vcf',
}

function fallbackName({ path, contentType }: StoredPart): string {
  const extension = EXTENSIONS[contentType] ?? (contentType.split('/')[1] ?? 'bin').replace(/^x-|\+.*$/g, '')
  return `part-${path || 'root'}.${extension}`
}
