/** Opens a link of a deployed app on another, such as the one on this machine. This browser remembers which for each host. */
import { createStoredList } from '../../lib/stored-list.ts'

interface Redirect {
  host: string
  origin: string
}

export const redirects = createStoredList<Redirect>({ name: 'open-against', max: 50, read: readRedirect })

export function originFor(host: string, list: readonly Redirect[]): string | undefined {
  return list.find((redirect) => redirect.host === host)?.origin
}

/** `undefined` forgets. */
export function setOrigin(host: string, origin: string | undefined): void {
  redirects.change((list) => {
    const others = list.filter((redirect) => redirect.host !== host)
    return origin === undefined ? others : [{ host, origin }, ...others]
  })
}

/** @returns undefined for what is no place of the web; `localhost:3000` is one */
export function readOrigin(text: string): string | undefined {
  const trimmed = text.trim()
  if (trimmed === '' || /\s/.test(trimmed)) return undefined
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`
  if (!URL.canParse(url)) return undefined
  const { protocol, origin } = new URL(url)
  return /^https?:$/.test(protocol) ? origin : undefined
}

/** The same path, query and fragment elsewhere. */
export function openAgainst(href: string, origin: string | undefined): string {
  if (origin === undefined || !isWeb(href)) return href
  const { pathname, search, hash } = new URL(href)
  return `${origin}${pathname}${search}${hash}`
}

export function isWeb(href: string): boolean {
  return /^https?:/i.test(href) && URL.canParse(href)
}

function readRedirect(item: unknown): Redirect | undefined {
  if (typeof item !== 'object' || item === null || !('host' in item) || !('origin' in item)) return undefined
  const { host, origin } = item
  return typeof host === 'string' && typeof origin === 'string' && readOrigin(origin) === origin ? { host, origin } : undefined
}
