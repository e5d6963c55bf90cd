/** A page of docs that names tests in its tables: `file` › `title`, by the file below test/ and the title as it stands there. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface TestRow {
  subject: string
  says: string
  tests: { file: string; title: string }[]
}

/** @param head how the first line of each table begins */
export function readTestTables(page: string, head: string): TestRow[] {
  const rows = [...readText(`../../docs/${page}`).matchAll(/^\| (?!---)(.*) \| (.*) \| ?(.*) \|$/gm)]
  return rows
    .filter(([, subject]) => subject !== head)
    .map(([, subject = '', says = '', tests = '']) => ({
      ...{ subject, says },
      tests: tests
        .split('<br>')
        .filter((each) => each !== '')
        .map((each) => {
          const [, file = '', title = ''] = /^`([^`]+)` › `(.+)`$/.exec(each) ?? []
          return { file, title }
        }),
    }))
}

export function hasTest({ file, title }: TestRow['tests'][number]): boolean {
  if (file === '' || !existsSync(fileURLToPath(new URL(`../${file}`, import.meta.url)))) return false
  // A title begins and ends with its quotation mark, so that no part of another one counts.
  const source = readText(`../${file}`).replace(/\(\s+/g, '(')
  return ["'", '`', '"'].some((mark) => source.includes(`(${mark}${title}${mark}`))
}

function readText(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')
}
