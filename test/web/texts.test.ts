/** What a person reads on the page stands in web/texts, so that another language is another folder. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'rolldown/parseAst'
import { expect, test } from 'vitest'

interface Node {
  type: string
  start: number
  [field: string]: unknown
}

/** Props of elements, and fields of tables from which elements are made, that hold words. */
const WORDED = /^(aria-(label|description|roledescription|valuetext|placeholder)|alt|fault|help|hint|label|placeholder|title)$/
/** They put on the screen what they are given, some behind the id of what they show. */
const TELLING = /^show(Error|Note)$/
const TELLING_BY_ID = /^show(Progress|Undo)$/
/** What stands on a key is no word. */
const KEY_CAP = 'Kbd'

const web = fileURLToPath(new URL('../../web/', import.meta.url))
const files = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .map((name) => name.split(sep).join('/'))
  // The snippets are code, under the names of frameworks.
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('texts/') && name !== 'features/connect/snippets.ts')

/** @returns `web/app.tsx:12 The list broke` */
function findWords(name: string, source: string): string[] {
  const found: string[] = []
  const tell = (start: number, text: string) => {
    const words = text.replace(/&#?\w+;/g, ' ').trim()
    if (/\p{L}/u.test(words)) found.push(`web/${name}:${source.slice(0, start).split('\n').length} ${words}`)
  }

  function visit(node: Node): void {
    if (node.type === 'JSXElement' && nameOf(node, 'openingElement', 'name') === KEY_CAP) return
    if (node.type === 'JSXText') tell(node.start, String(node.value))
    if (node.type === 'JSXAttribute' && WORDED.test(nameOf(node, 'name'))) shown(node.value)
    if (node.type === 'Property' && WORDED.test(nameOf(node, 'key'))) shown(node.value)
    if (node.type === 'JSXElement' || node.type === 'JSXFragment') shown(node.children)
    if (node.type === 'CallExpression' && TELLING.test(nameOf(node, 'callee'))) shown(node.arguments)
    if (node.type === 'CallExpression' && TELLING_BY_ID.test(nameOf(node, 'callee'))) shown([node.arguments].flat().slice(1))
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child)
  }

  /** What a value can be, through conditions and templates; not what decides, nor what a function is given. */
  function shown(value: unknown): void {
    if (Array.isArray(value)) value.forEach(shown)
    if (!isNode(value)) return
    if (value.type === 'Literal' && typeof value.value === 'string') tell(value.start, value.value)
    if (value.type === 'TemplateElement') tell(value.start, String((value.value as { raw: string }).raw))
    if (value.type === 'BinaryExpression' && value.operator !== '+') return
    const { expression, expressions, quasis, consequent, alternate, left, right } = value
    if (PASSING.has(value.type)) shown([expression, expressions, quasis, consequent, alternate, left, right].flat())
  }

  visit(parseAst(source, { lang: name.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node)
  return found
}

const PASSING = new Set([
  ...['JSXExpressionContainer', 'ConditionalExpression', 'LogicalExpression', 'BinaryExpression', 'TemplateLiteral'],
  ...['ParenthesizedExpression', 'TSAsExpression', 'TSSatisfiesExpression'],
])

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function nameOf(node: Node, ...path: string[]): string {
  const at = path.reduce<unknown>((inner, field) => (isNode(inner) ? inner[field] : undefined), node)
  return isNode(at) ? String(at.name ?? at.value ?? '') : ''
}

test.each([
  ['<p>\n  Read &amp; {name}\n</p>', ['Read']],
  [`<p title={many ? \`\${count} mails\` : \`\${count}\`}>{isOpen && "Open"}</p>`, ['mails', 'Open']],
  ['<B aria-label="Close" label={"a" + b} className="p-2" />', ['Close', 'a']],
  ['<B label={texts.of("x")} title={kind === "mail" ? texts.a : texts.b}>{" · "}&lt;</B>', []],
  ['<p>press <Kbd>Enter</Kbd></p>', ['press']],
  ['showError("Could not", error); showUndo("id", "Gone", undo)', ['Could not', 'Gone']],
  ['const rows = [{ id: "a", label: "First" }]', ['First']],
])('of %s it finds %j', (source, words) => {
  expect(
    findWords('sample.tsx', source)
      .map((line) => line.replace(/^\S+ /, ''))
      .sort(),
  ).toEqual([...words].sort())
})

test('stands nowhere else', () => {
  expect(files.length).toBeGreaterThan(150)
  expect(files.flatMap((name) => findWords(name, readFileSync(join(web, name), 'utf8')))).toEqual([])
})
