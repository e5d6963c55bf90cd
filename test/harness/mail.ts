/** Mail data to send: small, whole and easy to read in a test. */

/** Lines with CRLF: header fields, an empty line, the body. */
export function mail(fields: Record<string, string>, body = 'Hello\r\n'): string {
  const section = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${section.join('')}\r\n${body}`
}

export interface PartOfMail {
  fields: Record<string, string>
  body: string
}

/** A `multipart/mixed` (or another) of those parts. */
export function multipart(
  parts: readonly PartOfMail[],
  { fields = {}, type = 'mixed' }: { fields?: Record<string, string>; type?: string } = {},
): string {
  const pieces = parts.map((part) => `--edge\r\n${mail(part.fields, part.body)}\r\n`)
  return mail(
    {
      From: 'Ann <ann@a.test>',
      To: 'bob@b.test',
      Subject: 'Parts',
      'MIME-Version': '1.0',
      'Content-Type': `multipart/${type}; boundary=edge`,
      ...fields,
    },
    `${pieces.join('')}--edge--\r\n`,
  )
}

/** One part with base64. */
export function attachment(
  contentType: string,
  octets: Uint8Array | string,
  { filename, fields = {} }: { filename?: string; fields?: Record<string, string> } = {},
): PartOfMail {
  return {
    fields: {
      'Content-Type': contentType,
      'Content-Transfer-Encoding': 'base64',
      ...(filename !== undefined && { 'Content-Disposition': `attachment; filename="${filename}"` }),
      ...fields,
    },
    body: Buffer.from(octets).toString('base64').replace(/.{76}/g, '$&\r\n'),
  }
}

/** A picture of one pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
