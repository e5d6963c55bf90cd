/**
 * What a reader sees of an HTML document, as plain text: lines where blocks begin and end, a tab between the cells of a
 * row (as `innerText` of the HTML standard has it), images as their alternative text. Scripts, styles, markup and what is
 * hidden are no text.
 */
import { streamHtml } from './html-stream.ts'
import { type Appearance, attributeOf, type HtmlDocument, type HtmlTag, type HtmlVisitor, walkHtml } from './html-tree.ts'

/** Where text that stands out begins and ends. */
export interface Emphasis {
  start: number
  end: number
}

export interface VisibleText {
  text: string
  /** In order, none touching the next. */
  emphasis: Emphasis[]
}

const BLOCKS = new Set([
  ...['p', 'div', 'br', 'tr', 'table', 'li', 'ul', 'ol', 'dl', 'dt', 'dd', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'pre'],
  ...['blockquote', 'center', 'address', 'article', 'aside', 'figure', 'figcaption', 'footer', 'form', 'header', 'main'],
  ...['caption', 'fieldset', 'nav', 'option', 'section', 'summary', 'details', 'body'],
])
const CELLS = new Set(['td', 'th'])

/**
 * Characters without width that pad a preheader, mark where a word may break or which way it runs. Joiners stay between letters and in emoji,
 * where scripts need them.
 */
const FILLERS =
  /\u034f|[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|(?<![\p{L}\p{M}\p{Extended_Pictographic}]|\ufe0f)(?:\u200c|\u200d)|(?:\u200c|\u200d)(?![\p{L}\p{Extended_Pictographic}])/gu
/** Few texts hold any, and to look for one is much cheaper. */
const FILLER = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|\u034f/
/** White space other than one blank at a time. To look for it takes a third of the time that replacing all of it does. */
const UNEVEN_SPACE = /\s\s|[^\S ]/
/** Text is taken in pieces, so that one node of megabytes is not copied for the first few words of it. */
const PIECE_CHARACTERS = 4096

const SEPARATORS = ['', ' ', '\t', '\n'] as const
type Separator = 0 | 1 | 2 | 3
const SPACE = 1
const CELL = 2
const LINE = 3

export function dropFillers(text: string): string {
  return FILLER.test(text) ? text.replace(FILLERS, '') : text
}

/** @param maxCharacters stops early, at the end of the word or so that crosses it */
export function visibleText(html: string | HtmlDocument, maxCharacters: number): string {
  return readVisibleText(html, maxCharacters).text
}

/**
 * For the snippet. What is hidden before the first visible word counts: such a preheader is written for the lists of mail
 * clients, which show it in place of the start of the text.
 */
export function previewText(html: string | HtmlDocument, maxCharacters: number): string {
  return readVisibleText(html, maxCharacters, true).text
}

export function readVisibleText(html: string | HtmlDocument, maxCharacters: number, withPreheader = false): VisibleText {
  const { visitor, read } = createTextReader(maxCharacters, withPreheader)
  if (typeof html === 'string') streamHtml(html, visitor)
  else walkHtml(html, visitor)
  return read()
}

/** For a walk that others look on at: `read` when it is over. */
export function createTextReader(
  maxCharacters: number,
  withPreheader = false,
): { visitor: Required<HtmlVisitor<HtmlTag>>; read: () => VisibleText } {
  const emphasis: Emphasis[] = []
  let text = ''
  let pending: Separator = 0
  let inPreheader = withPreheader

  const separate = (separator: Separator) => {
    if (separator > pending) pending = separator
  }

  function write(words: string, emphasised: boolean): void {
    const separator = text === '' ? 0 : pending
    pending = 0
    const last = emphasis.at(-1)
    const goesOn = emphasised && last?.end === text.length && separator !== LINE
    text += SEPARATORS[separator]
    const start = text.length
    text += words
    if (goesOn && last) last.end = text.length
    else if (emphasised) emphasis.push({ start, end: text.length })
  }

  function writePiece(piece: string, emphasised: boolean): void {
    const unfilled = dropFillers(piece)
    const folded = UNEVEN_SPACE.test(unfilled) ? unfilled.replace(/\s+/g, ' ') : unfilled
    if (folded.startsWith(' ')) separate(SPACE)
    const words = folded.trim()
    if (words === '') return
    write(words, emphasised)
    if (folded.endsWith(' ')) separate(SPACE)
  }

  function take(value: string, { shown, emphasised, preserved }: Appearance): void {
    if (!shown && !inPreheader) return
    if (shown && inPreheader && /\S/.test(dropFillers(value))) {
      inPreheader = false
      separate(SPACE)
    }
    for (let start = 0; start < value.length && text.length < maxCharacters; start += PIECE_CHARACTERS) {
      const piece = value.slice(start, start + PIECE_CHARACTERS)
      if (!preserved) writePiece(piece, emphasised)
      else
        for (const [number, line] of piece.split('\n').entries()) {
          if (number > 0) separate(LINE)
          writePiece(line, emphasised)
        }
    }
  }

  const isBlock = (tagName: string, { display }: Appearance) => (display ? display === 'block' : BLOCKS.has(tagName))

  const visitor: Required<HtmlVisitor<HtmlTag>> = {
    done: () => text.length >= maxCharacters,
    text: take,
    enter(element, appearance) {
      if (CELLS.has(element.tagName)) separate(CELL)
      else if (isBlock(element.tagName, appearance)) separate(LINE)
      if (element.tagName !== 'img') return
      const alternative = attributeOf(element, 'alt')
      if (!alternative) return
      separate(SPACE)
      take(alternative, { ...appearance, preserved: false })
      separate(SPACE)
    },
    leave(element, appearance) {
      if (CELLS.has(element.tagName)) separate(CELL)
      else if (isBlock(element.tagName, appearance)) separate(LINE)
    },
  }
  return { visitor, read: () => ({ text, emphasis }) }
}
