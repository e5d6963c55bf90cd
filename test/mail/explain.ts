/** A part as its reader sees it, from the mail that it is the whole of. */
import { explainPart } from '../../server/mail/explain/explain.ts'
import { explainedKind } from '../../server/mail/explain/kind.ts'
import { scanParts } from '../../server/mail/part-tree.ts'
import type { Explanation } from '../../shared/model/explanation.ts'
import { Explanation as Schema } from '../../shared/model/explanation.ts'

/** @param fields of its header section, without line ends */
export function explainAs<Kind extends Explanation['kind']>(
  kind: Kind,
  fields: readonly string[],
  body: string | Uint8Array,
): Extract<Explanation, { kind: Kind }> {
  const mailData = Buffer.concat([Buffer.from(`${fields.join('\r\n')}\r\n\r\n`), Buffer.from(body as Uint8Array)])
  const [part] = scanParts(mailData).parts
  if (!part || explainedKind(part) !== kind) throw new Error(`${fields} is ${part && explainedKind(part)}`)
  const { headerOffset, bodyOffset, bodyOctets } = part
  const explanation = explainPart({
    ...{ ...part, kind, isCut: false },
    headerSection: mailData.subarray(headerOffset, bodyOffset),
    body: mailData.subarray(bodyOffset, bodyOffset + bodyOctets),
  })
  // What the API would refuse to send is no explanation.
  return Schema.parse(explanation) as Extract<Explanation, { kind: Kind }>
}

export function rulesOf({ warnings }: Explanation): string[] {
  return warnings.map(({ rule }) => rule).sort()
}

/** Indentation of the test taken away; CRLF behind each line. */
export function lines(text: string): string {
  return `${text
    .replace(/^\n|\n *$/g, '')
    .replace(/^ {4}/gm, '')
    .replaceAll('\n', '\r\n')}\r\n`
}
