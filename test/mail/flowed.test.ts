import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joinFlowed } from '../../server/mail/flowed.ts'

test.for([
  ['a soft break before an empty line ends there (RFC 3676 §4.2)', false, 'soft \n\nhard\n', 'soft \nhard\n'],
  ['the last line end is no line', false, 'One \ntwo\n', 'One two\n'],
  ['a stuffed line goes on without its blank (RFC 3676 §4.4)', false, 'One \n >two', 'One >two'],
  ['a stuffed line goes on without its blank, with DelSp', true, '東 \n  京', '東 京'],
  ['a signature ends what goes on before it (RFC 3676 §4.3)', false, 'One \n-- \nAnn', 'One \n-- \nAnn'],
  ['a quoted signature does not go on', false, '> -- \n> Ann', '> -- \n> Ann'],
  ['CRLF', false, 'One \r\ntwo\r\n', 'One two\n'],
  ['nothing', false, '', ''],
  ['a line end', true, '\n', '\n'],
] as const)('%s', ([, delSp, flowed, text]) => {
  expect(joinFlowed(flowed, delSp)).toBe(text)
})

test('text that was flowed by the rules comes back (RFC 3676 §4.2, property)', () => {
  const word = fc.constantFrom('one', '東京', '>two', 'From', '--', 'x'.repeat(30), ' ', '')
  const line = fc.array(word, { maxLength: 12 }).map((words) => words.join(' ').trimEnd())
  fc.assert(
    fc.property(fc.array(line), fc.nat({ max: 20 }), fc.boolean(), (lines, width, delSp) => {
      const flowed = lines.map((each) => flow(each, width, delSp)).join('\r\n')
      expect(joinFlowed(flowed, delSp)).toBe(lines.join('\n'))
    }),
  )
})

/** Breaks where a blank is, and stuffs what would be read as something else. */
function flow(line: string, width: number, delSp: boolean): string {
  return line
    .replace(new RegExp(`(.{${width},}?\\S) (?=\\S)`, 'g'), delSp ? '$1  \r\n' : '$1 \r\n')
    .replace(/^(?=[ >]|From)/gm, ' ')
    .replace(/^-- $/gm, ' $&')
}

test('any text at all is joined at once, and nothing but blanks, line ends and marks of quotation is lost (property)', () => {
  const piece = fc.constantFrom(' ', '>', '\n', '\r\n', '-- ', 'a', '東')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 200, size: 'max' }), fc.boolean(), (pieces, delSp) => {
      const said = (text: string) => text.replace(/[\s>]/g, '')
      expect(said(joinFlowed(pieces.join(''), delSp))).toBe(said(pieces.join('')))
    }),
  )
  const startedAt = performance.now()
  joinFlowed('> a \n'.repeat(400_000), true)
  expect(performance.now() - startedAt).toBeLessThan(5000)
})
