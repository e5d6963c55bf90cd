/** What stands between BEGIN and END, in calendars and contacts alike. */
import { quote } from '../check-mail/report.ts'
import { type ContentLine, readContentLines } from './content-line.ts'
import type { Warn } from './warnings.ts'

/** Calendars need three. */
const MAX_DEPTH = 20

export interface Component {
  /** In capitals: `VEVENT`. */
  name: string
  line: number
  properties: ContentLine[]
  components: Component[]
}

/**
 * What is left open ends where that around it does.
 *
 * @returns what holds everything, and has no name
 */
export function readComponents(text: string, warn: Warn): Component {
  const { lines, unreadable, isCut } = readContentLines(text)
  for (const { line, text: sent } of unreadable) warn('line-unreadable', `${quote(sent)} is no content line`, line)
  if (isCut) warn('part-cut', 'It has more lines than are read')

  const root: Component = { name: '', line: 1, properties: [], components: [] }
  const open = [root]

  function begin({ line }: ContentLine, name: string): void {
    const component: Component = { name, line, properties: [], components: [] }
    if (open.length > MAX_DEPTH) warn('line-unbalanced', `${quote(`BEGIN:${name}`)} stands too deep`, line)
    else {
      open.at(-1)?.components.push(component)
      open.push(component)
    }
  }

  function end({ line }: ContentLine, name: string): void {
    const level = open.findLastIndex((component, at) => at > 0 && component.name === name)
    if (level < 0) {
      warn('line-unbalanced', `${quote(`END:${name}`)} ends nothing`, line)
      return
    }
    for (const left of open.splice(level).slice(1))
      warn('line-unbalanced', `${quote(`BEGIN:${left.name}`)} has no END`, left.line)
  }

  for (const line of lines) {
    const name = line.value.trim().toUpperCase()
    if (line.name === 'BEGIN') begin(line, name)
    else if (line.name === 'END') end(line, name)
    else open.at(-1)?.properties.push(line)
  }
  for (const left of open.slice(1)) warn('line-unbalanced', `${quote(`BEGIN:${left.name}`)} has no END`, left.line)
  return root
}

/** Those of that name, however deep, but none in another of them. */
export function findComponents({ components }: Component, name: string): Component[] {
  return components.flatMap((component) => (component.name === name ? [component] : findComponents(component, name)))
}

export function property({ properties }: Component, name: string): ContentLine | undefined {
  return properties.find((line) => line.name === name)
}

export function properties(component: Component, name: string): ContentLine[] {
  return component.properties.filter((line) => line.name === name)
}
