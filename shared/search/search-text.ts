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
  /** Where its links lead. */
  links: readonly string[]
}

export const NO_SEARCH_TEXT: SearchText = { text: '', html: '', headers: [], filenames: [], types: [], codes: [], links: [] }

/** No folded text holds control characters. */
const SECTION = '\x01'
const LINE = '\n'

/** Folds it all. */
export function packSearchText({ text, html, headers, filenames, types, codes, links }: SearchText): string {
  const lines = (values: readonly string[], foldValue = foldForSearch) => values.map(foldValue).join(LINE)
  return [
    ...[foldForSearch(text), foldForSearch(html), lines(headers), lines(filenames), lines(types)],
    ...[lines(codes, foldCode), lines(links)],
  ].join(SECTION)
}

/** Links are looked for by themselves, and hold more chance than words: whoever indexes what is packed may want them apart. */
export function cutLinks(packed: string): { links: string; others: string } {
  const cut = packed.lastIndexOf(SECTION)
  return { others: packed.slice(0, Math.max(0, cut)), links: packed.slice(cut + 1) }
}

export function unpackSearchText(packed: string): SearchText {
  const [text = '', html = '', headers = '', filenames = '', types = '', codes = '', links = ''] = packed.split(SECTION)
  const lines = (section: string) => (section === '' ? [] : section.split(LINE))
  return {
    ...{ text, html, headers: lines(headers), filenames: lines(filenames), types: lines(types) },
    ...{ codes: lines(codes), links: lines(links) },
  }
}
