/** Well-formed mails of any shape, as fast-check makes them, each with all that reading it must give back. */
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { codeWord, encodeBody, writeFileName } from './write-fields.ts'

export interface GeneratedMail {
  mailData: Buffer
  subject: string
  from: [displayName: string, addrSpec: string][]
  to: [displayName: string, addrSpec: string][]
  text: string
  html: string
  /** Of the mail itself: what is attached to a message in it comes with that one. */
  attachments: { filename: string; octets: Buffer }[]
  /** In document order, each as it lies in the mail. */
  parts: WrittenPart[]
}

interface WrittenPart {
  headerSection: Buffer
  body: Buffer
}

/** A part as written, and what is to be read in it. */
interface Written {
  fields: string[]
  body: Buffer
  /** Those in it. */
  parts: WrittenPart[]
  texts: string[]
  htmls: string[]
  attachments: GeneratedMail['attachments']
}

/** What each charset can write, in words without blanks. */
const WORDS: Record<string, string[]> = {
  'us-ascii': ['hello', '--edge', '.', '<b>x</b>', '&amp;', 'a=3D', 'x'.repeat(60), 'From'],
  'utf-8': ['héllo', '東京', '👩‍👧', 'ısparta', 'e\u0301', '€', '‏שלום', 'x=?y?='],
  'iso-8859-1': ['café', 'Straße', 'ñ', '¿sí?'],
  'iso-8859-9': ['Şifre', 'ığdır', 'çözüm'],
  'windows-1252': ['“quoted”', '€5', '—', 'œuvre'],
  'windows-1251': ['Привет', 'мир', '№'],
  'koi8-r': ['Привет', 'ёлка'],
  shift_jis: ['東京', '表示', 'ソース', 'ｶﾅ'],
  'euc-jp': ['東京', '日本語'],
  'euc-kr': ['안녕', '한국어'],
  gb18030: ['北京', '你好', '𠀀'],
  big5: ['臺北', '功許', '你好'],
}
const CHARSETS = Object.keys(WORDS)

const charset = fc.constantFrom(...CHARSETS)
const wordsIn = (name: string) => fc.constantFrom(...(WORDS[name] ?? []), ...(WORDS['us-ascii'] ?? []))
const phraseIn = (name: string, maxLength: number) =>
  fc.array(wordsIn(name), { minLength: 1, maxLength }).map((words) => words.join(' '))
const linesIn = (name: string) => fc.array(phraseIn(name, 30), { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\r\n'))

/** Encoded-words, folded between them; or as it is, folded at blanks (RFC 5322 §2.2.3), raw where it is not ASCII (RFC 6532). */
const unstructured = charset.chain((name) =>
  fc.record({ text: phraseIn(name, 12), form: fc.constantFrom('B', 'Q', 'raw') }).map(({ text, form }) => ({
    text,
    written:
      form === 'raw' && !text.includes('=?') ? text.replaceAll(' ', '\r\n ') : codeWord(text, name, form === 'B' ? 'B' : 'Q'),
  })),
)

const address = fc
  .record({
    name: fc.option(unstructured, { nil: undefined }),
    quoted: fc.constantFrom('Ann', 'B, C', 'D (e) <f>', 'G \\" H', 'İ; ç'),
    local: fc.stringMatching(/^[a-z][a-z0-9.+_-]{0,9}[a-z]$/).filter((local) => !local.includes('..')),
  })
  .map(({ name, quoted, local }) => {
    const addrSpec = `${local}@x.test`
    // Raw, a name would be read as an atom or as more than one.
    if (name?.written.startsWith('=?')) return { read: [name.text, addrSpec], written: `${name.written} <${addrSpec}>` }
    if (name) return { read: [quoted.replaceAll('\\', ''), addrSpec], written: `"${quoted}" <${addrSpec}>` }
    return { read: ['', addrSpec], written: addrSpec }
  })
  .map(({ read: [displayName = '', addrSpec = ''], written }) => ({
    read: [displayName, addrSpec] satisfies [string, string] as [string, string],
    written,
  }))

const filename = charset.chain((name) =>
  fc.record({
    text: fc.tuple(phraseIn(name, 4), fc.constantFrom('.txt', '.PDF', '')).map(([stem, suffix]) => `${stem}${suffix}`),
    charset: fc.constant(name),
    form: fc.constantFrom('quoted' as const, 'extended' as const, 'continued' as const, 'words' as const),
  }),
)

const textLeaf = charset.chain((name) =>
  fc
    .record({
      kind: fc.constantFrom('plain', 'html'),
      text: linesIn(name),
      encoding: fc.constantFrom('8bit', 'base64', 'QUOTED-PRINTABLE'),
    })
    .map(({ kind, text, encoding }): Written => {
      const read = [text.replaceAll('\r\n', '\n')]
      return {
        fields: [`Content-Type: text/${kind};\r\n\tcharset="${name}"`, `Content-Transfer-Encoding: ${encoding}`],
        body: encodeBody(iconv.encode(text, name), encoding, true),
        ...{ parts: [], texts: kind === 'plain' ? read : [], htmls: kind === 'html' ? read : [], attachments: [] },
      }
    }),
)

const attachedLeaf = fc
  .record({
    type: fc.constantFrom('image/png', 'application/pdf', 'text/csv', 'text/plain'),
    disposition: fc.constantFrom('attachment', 'Attachment'),
    filename,
    isNamedByType: fc.boolean(),
    encoding: fc.constantFrom('binary', 'base64', 'quoted-printable'),
    octets: fc.uint8Array({ maxLength: 300, size: 'max' }).map((octets) => Buffer.from(octets)),
  })
  .map(
    ({ type, disposition, filename, isNamedByType, encoding, octets }): Written => ({
      fields: [
        `Content-Type: ${type}${isNamedByType ? writeFileName('name', filename) : ''}`,
        `Content-Disposition: ${disposition}${isNamedByType ? '' : writeFileName('filename', filename)}`,
        `Content-Transfer-Encoding: ${encoding}`,
      ],
      body: encodeBody(octets, encoding, false),
      ...{ parts: [], texts: [], htmls: [], attachments: [{ filename: filename.text, octets }] },
    }),
  )

function writeMultipart(
  type: string,
  children: Written[],
  { preamble, epilogue }: { preamble: string; epilogue: string },
): Written {
  const written = children.map((child) => ({ headerSection: writeHeaderSection(child.fields), body: child.body }))
  // Longer than those within, so that it is the boundary of none of them.
  const boundary = `=_b ${written.reduce((sum, { headerSection, body }) => sum + headerSection.length + body.length, 0)}?`
  const pieces = written.map(({ headerSection, body }) => ['--', boundary, '\r\n', headerSection, body, '\r\n'])
  return {
    fields: [`Content-Type: multipart/${type};\r\n boundary="${boundary}"`],
    body: join([preamble, ...pieces.flat(), `--${boundary}--`, epilogue]),
    parts: children.flatMap((child, at) => [written[at] as WrittenPart, ...child.parts]),
    texts: children.flatMap(({ texts }) => texts),
    htmls: children.flatMap(({ htmls }) => htmls),
    attachments: children.flatMap(({ attachments }) => attachments),
  }
}

/** A message is attached, whole: what is in it is its own. */
function writeMessage(root: Written, fields: string[], disposition: string): Written {
  const headerSection = writeHeaderSection([...fields, ...root.fields])
  const octets = join([headerSection, root.body])
  return {
    fields: [
      'Content-Type: message/rfc822',
      ...(disposition ? [`Content-Disposition: ${disposition}`] : []),
      'Content-Transfer-Encoding: 8bit',
    ],
    body: octets,
    // A multipart that is the root of a message has no number of its own, and so is no part (RFC 9051 §6.4.5).
    parts: isMultipart(root) ? root.parts : [{ headerSection, body: root.body }, ...root.parts],
    ...{ texts: [], htmls: [], attachments: [{ filename: '', octets }] },
  }
}

const part = fc.letrec<Record<'part' | 'multipart' | 'message', Written>>((tie) => ({
  part: fc.oneof({ depthSize: 'small' }, textLeaf, attachedLeaf, tie('multipart'), tie('message')),
  multipart: fc
    .record({
      type: fc.constantFrom('mixed', 'alternative', 'related', 'report', 'x-unknown'),
      children: fc.array(tie('part'), { minLength: 1, maxLength: 4 }),
      around: fc.record({
        preamble: fc.constantFrom('', 'This is MIME.\r\n', '\r\n--no delimiter\r\n'),
        epilogue: fc.constantFrom('', '\r\n', '\r\nThe end\r\n'),
      }),
    })
    .map(({ type, children, around }) => writeMultipart(type, children, around)),
  message: fc
    .tuple(tie('part'), unstructured, fc.constantFrom('', 'attachment'))
    .map(([root, { written }, disposition]) => writeMessage(root, [`Subject: ${written}`, 'MIME-Version: 1.0'], disposition)),
})).part

const addresses = fc.array(address, { minLength: 1, maxLength: 4 })

export const generatedMail: fc.Arbitrary<GeneratedMail> = fc
  .record({ subject: unstructured, from: address, to: addresses, isGroup: fc.boolean(), root: part })
  .map(({ subject, from, to, isGroup, root }) => {
    const list = to.map(({ written }) => written).join(',\r\n ')
    const headerSection = writeHeaderSection([
      `From: ${from.written}`,
      `To: ${isGroup ? `Friends: ${list};` : list}`,
      `subject:${subject.written.startsWith('=?') ? '\r\n ' : ' '}${subject.written}`,
      'MIME-Version: 1.0',
      ...root.fields,
    ])
    return {
      mailData: join([headerSection, root.body]),
      subject: subject.text,
      from: [from.read],
      to: to.map(({ read }) => read),
      text: root.texts.join('\n'),
      html: root.htmls.join('<br/>\n'),
      attachments: root.attachments,
      parts: [{ headerSection, body: root.body }, ...root.parts],
    }
  })

function isMultipart({ fields }: Written): boolean {
  return fields[0]?.startsWith('Content-Type: multipart/') ?? false
}

function writeHeaderSection(fields: readonly string[]): Buffer {
  return Buffer.from(`${fields.map((field) => `${field}\r\n`).join('')}\r\n`)
}

function join(pieces: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece as string)))
}
