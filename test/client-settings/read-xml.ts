/** Reads XML for tests: htmlparser2 for the tree, and by hand what it forgives and XML does not (XML 1.0 §2). */
import { Parser } from 'htmlparser2'

export interface XmlElement {
  name: string
  text: string
  children: XmlElement[]
}

/** @throws when it is not well-formed */
export function readXml(text: string): XmlElement {
  const wrong = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.exec(text)
  if (wrong) throw new Error(`no XML holds ${JSON.stringify(wrong[0])}`)
  if (/&(?!(amp|lt|gt|quot|apos);)/.test(text)) throw new Error('an & that begins no entity')
  const tags = text.replace(/^<\?xml[^>]*\?>\s*/, '').replace(/^<!DOCTYPE[^>[]*>\s*/, '')
  for (const [tag] of tags.matchAll(/<[^>]*>?/g))
    if (!/^<(\/[\w:-]+\s*|[\w:-]+(\s+[\w:-]+="[^"<]*")*\s*\/?)>$/.test(tag)) throw new Error(`no tag: ${tag}`)

  const root: XmlElement = { name: '', text: '', children: [] }
  const open = [root]
  const parser = new Parser(
    {
      onopentag(name) {
        const element = { name, text: '', children: [] }
        open.at(-1)?.children.push(element)
        open.push(element)
      },
      ontext(piece) {
        const element = open.at(-1)
        if (element) element.text += piece
      },
      onclosetag(name, isImplied) {
        // An empty element is closed by itself too.
        if (open.pop()?.name !== name || (isImplied && !tags.includes(`<${name}/>`))) throw new Error(`${name} is not closed`)
      },
    },
    { xmlMode: true },
  )
  parser.end(tags)
  if (open.length > 1 || root.children.length !== 1 || root.text.trim() !== '') throw new Error('there is not one root')
  return root
}

/** Of the elements of these names, in their order. */
export function textsOf(element: XmlElement, ...names: string[]): string[] {
  return [
    ...(names.includes(element.name) ? [element.text] : []),
    ...element.children.flatMap((child) => textsOf(child, ...names)),
  ]
}
