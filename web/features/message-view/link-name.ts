/** What a link is called where there is little room: as the mail calls it if that is a name, else by where it leads. */
import type { LinkFound } from '../../../shared/model/link.ts'

/** As people write on buttons. */
const MAX_NAME_CHARACTERS = 40
const MAX_NAME_WORDS = 5
const MAX_PATH_CHARACTERS = 24

/**
 * In plain text a link has the words beside it, which may be about something else: “Your code is 482913” names no link.
 *
 * @returns undefined where they are a sentence, an address, or none
 */
export function nameOfLink({ text, where }: Pick<LinkFound, 'text' | 'where'>): string | undefined {
  if (text === '' || URL.canParse(text)) return undefined
  return where === 'html' || isName(text) ? text : undefined
}

function isName(text: string): boolean {
  return text.length <= MAX_NAME_CHARACTERS && text.split(' ').length <= MAX_NAME_WORDS && !/\d{4}|[.!?](?:\s|$)/.test(text)
}

/** Host and path. What a path is for stands at its beginning; behind that come tokens. */
export function placeOfLink({ href, host }: Pick<LinkFound, 'href' | 'host'>): string {
  if (host === '') return href
  const { pathname } = new URL(href)
  if (pathname === '/') return host
  return host + (pathname.length > MAX_PATH_CHARACTERS ? `${pathname.slice(0, MAX_PATH_CHARACTERS)}…` : pathname)
}
