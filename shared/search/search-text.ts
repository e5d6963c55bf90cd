/** What of a message is searched beside its columns, as one text: a store keeps it, and finds messages by what it holds. */
import { foldCode, foldForSearch } from './fold.ts'

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
  /** That the message brings, folded as codes. */
  codes: readonly string[]
  /** As `headers`, of the parts; what several have stands once. */
  partHeaders: readonly string[]
  /** Where its links lead. */
  links: readonly string[]
}

export const NO_SEARCH_TEXT: SearchText = {
  ...{ text: '', html: '', headers: [], filenames: [], types: [], codes: [], partHeaders: [], links: [] },
}

/** No folded text holds control characters. */
const SECTION = '\x01'
const LINE = '\n'

/** Folds it all. */
export function packSearchText({ text, html, headers, filenames, types, codes, partHeaders, links }: SearchText): string {
  const lines = (values: readonly string[], foldValue = foldForSearch) => values.map(foldValue).join(LINE)
  return [
    ...[foldForSearch(text), foldForSearch(html), lines(headers), lines(filenames), lines(types)],
    ...[lines(codes, foldCode), lines(partHeaders), lines(links)],
  ].join(SECTION)
}

/** Links are looked for by themselves, and hold more chance than words: whoever indexes what is packed may want them apart. */
export function cutLinks(packed: string): { links: string; others: string } {
  const cut = packed.lastIndexOf(SECTION)
  return { others: packed.slice(0, Math.max(0, cut)), links: packed.slice(cut + 1) }
}

/** Lines are found when they are asked for: a search looks at a thousand messages, and at little of each. */
export function unpackSearchText(packed: string): SearchText {
  const sections = packed.split(SECTION)
  const section = (at: number) => sections[at] ?? ''
  const lines = (at: number) => (section(at) === '' ? [] : section(at).split(LINE))
  return {
    text: section(0),
    html: section(1),
    get headers() {
      return lines(2)
    },
    get filenames() {
      return lines(3)
    },
    get types() {
      return lines(4)
    },
    get codes() {
      return lines(5)
    },
    get partHeaders() {
      return lines(6)
    },
    get links() {
      return lines(7)
    },
  }
}
