/** What of a message is searched beside its columns, as one text: a store keeps it, and finds messages by what it holds. */
import { foldForSearch } from './fold.ts'

/** Folded for search. */
export interface SearchText {
  text: string
  /** What a person sees of the HTML. */
  html: string
  /** Of the fields of the mail's own header section: `name:value`, in their order. */
  headers: readonly string[]
  filenames: readonly string[]
  /** Media types of all parts. */
  types: readonly string[]
}

export const NO_SEARCH_TEXT: SearchText = { text: '', html: '', headers: [], filenames: [], types: [] }

/** No folded text holds control characters. */
const SECTION = '\x01'
const LINE = '\n'

/** Folds it all. */
export function packSearchText({ text, html, headers, filenames, types }: SearchText): string {
  const lines = (values: readonly string[]) => values.map(foldForSearch).join(LINE)
  return [foldForSearch(text), foldForSearch(html), lines(headers), lines(filenames), lines(types)].join(SECTION)
}

export function unpackSearchText(packed: string): SearchText {
  const [text = '', html = '', headers = '', filenames = '', types = ''] = packed.split(SECTION)
  const lines = (section: string) => (section === '' ? [] : section.split(LINE))
  return { text, html, headers: lines(headers), filenames: lines(filenames), types: lines(types) }
}
