/** XML with whatever is put into it escaped. Knows nothing of mail. */

export interface Xml {
  readonly xml: string
}

/** Strings and numbers are text; what this has made is taken as it is. */
export function xml(pieces: TemplateStringsArray, ...values: readonly (string | number | Xml | readonly Xml[])[]): Xml {
  const written = values.map((value) => {
    if (typeof value === 'string' || typeof value === 'number') return escapeXml(String(value))
    return [value]
      .flat()
      .map((each) => (each as Xml).xml)
      .join('\n')
  })
  return { xml: String.raw({ raw: pieces }, ...written) }
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** What no XML can hold (XML 1.0 §2.2) is replaced. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

/** Of the text of an element. @returns undefined for what only a document type could explain */
export function unescapeXml(text: string): string | undefined {
  const plain = text.replace(/&(amp|lt|gt|quot|apos);/g, (entity) => PLAIN.get(entity) ?? entity)
  return /&(?!(amp|lt|gt|quot|apos);)/.test(text) ? undefined : plain
}

const PLAIN = new Map(Object.entries(ENTITIES).map(([character, entity]) => [entity, character]))
