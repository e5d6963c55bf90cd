/**
 * The URL is the view: `/?mailbox=&q=` is a list, `/m/<id>/<tab>` a message beside it, `/sessions/<id>` a session beside the
 * sessions, `/mail-client?mailbox=` the settings of mail clients. Knows nothing of what is shown.
 */
import { useCallback, useMemo, useRef } from 'react'
import { useLocation, useRouter, useSearch } from 'wouter'
import { useLocationProperty } from 'wouter/use-browser-location'
import type { SessionOutcome } from '../shared/model/session.ts'
import { type TabName, toTabName } from './features/message-view/tabs.ts'
import { toSessionOutcome } from './lib/session-outcomes.ts'

export interface View {
  /** What the list lists. */
  place: 'mail' | 'sessions' | 'mail-client'
  /** `undefined` is all mail. */
  mailbox: string | undefined
  /** A search, as it was typed. */
  q: string | undefined
  /** The message that is open. */
  messageId: string | undefined
  tab: TabName
  /** The session that is open. */
  sessionId: string | undefined
  /** Only sessions that ended so. */
  outcome: SessionOutcome | undefined
}

interface GoOptions {
  /** For steps that Back should not retrace one by one. */
  replace?: boolean
  /** A place inside what the view shows: it is forgotten with the next step. */
  anchor?: string | undefined
}

interface Routes {
  view: View
  /** The place in it that the URL names: `line-40`, `part-1.2`. */
  anchor: string | undefined
  /** Address for a link, with the path prefix the app runs under. */
  hrefOf: (view: Partial<View>) => string
  go: (view: Partial<View>, options?: GoOptions) => void
  /** The view is one that Back or Forward has brought up again. */
  isRevisited: () => boolean
}

export function useRoutes(): Routes {
  const { base } = useRouter()
  const [path, navigate] = useLocation()
  const search = useSearch()
  const anchor = useLocationProperty(() => location.hash.slice(1)) || undefined

  const view = useMemo((): View => {
    const [, id, tab] = /^\/m\/([^/]+)(?:\/([^/]*))?\/?$/.exec(path) ?? []
    const [sessions, sessionId] = /^\/sessions(?:\/([^/]+))?\/?$/.exec(path) ?? []
    const scope = new URLSearchParams(search)
    return {
      place: sessions !== undefined ? 'sessions' : /^\/mail-client\/?$/.test(path) ? 'mail-client' : 'mail',
      mailbox: scope.get('mailbox') ?? undefined,
      q: scope.get('q')?.trim() || undefined,
      messageId: id,
      tab: toTabName(tab),
      sessionId,
      outcome: toSessionOutcome(scope.get('outcome')),
    }
  }, [path, search])

  const hrefOf = useCallback((next: Partial<View>) => base + toPath(next), [base])
  const steps = useRef(0)
  const mark = useCallback(() => `${performance.timeOrigin}/${steps.current}`, [])
  const go = useCallback<Routes['go']>(
    (next, { anchor, replace = false } = {}) => {
      steps.current++
      navigate(anchor === undefined ? toPath(next) : `${toPath(next)}#${anchor}`, { replace, state: mark() })
    },
    [navigate, mark],
  )
  const isRevisited = useCallback(() => steps.current > 0 && history.state !== mark(), [mark])
  return { view, anchor, hrefOf, go, isRevisited }
}

function toPath({ place, mailbox, q, messageId, tab = 'preview', sessionId, outcome }: Partial<View>): string {
  if (place === 'sessions')
    return withSearch(sessionId === undefined ? '/sessions' : `/sessions/${encodeURIComponent(sessionId)}`, { outcome })
  if (place === 'mail-client') return withSearch('/mail-client', { mailbox })
  return withSearch(messageId === undefined ? '/' : `/m/${encodeURIComponent(messageId)}/${tab}`, { mailbox, q })
}

function withSearch(path: string, fields: Record<string, string | undefined>): string {
  const search = new URLSearchParams(Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined))
  return search.size === 0 ? path : `${path}?${search}`
}
