/** The URL is the view: `/?mailbox=&q=` is a list, `/m/<id>/<tab>` a message beside it. Knows nothing of what is shown. */
import { useCallback, useMemo, useRef } from 'react'
import { useLocation, useRouter, useSearch } from 'wouter'
import { type TabName, toTabName } from './features/message-view/tabs.ts'

export interface View {
  /** `undefined` is all mail. */
  mailbox: string | undefined
  /** A search, as it was typed. */
  q: string | undefined
  /** The message that is open. */
  messageId: string | undefined
  tab: TabName
}

interface Routes {
  view: View
  /** Address for a link, with the path prefix the app runs under. */
  hrefOf: (view: Partial<View>) => string
  /** `replace` for steps that Back should not retrace one by one. */
  go: (view: Partial<View>, options?: { replace: boolean }) => void
  /** The view is one that Back or Forward has brought up again. */
  isRevisited: () => boolean
}

export function useRoutes(): Routes {
  const { base } = useRouter()
  const [path, navigate] = useLocation()
  const search = useSearch()

  const view = useMemo((): View => {
    const [, id, tab] = /^\/m\/([^/]+)(?:\/([^/]*))?\/?$/.exec(path) ?? []
    const scope = new URLSearchParams(search)
    return {
      mailbox: scope.get('mailbox') ?? undefined,
      q: scope.get('q')?.trim() || undefined,
      messageId: id,
      tab: toTabName(tab),
    }
  }, [path, search])

  const hrefOf = useCallback((next: Partial<View>) => base + toPath(next), [base])
  const steps = useRef(0)
  const mark = useCallback(() => `${performance.timeOrigin}/${steps.current}`, [])
  const go = useCallback<Routes['go']>(
    (next, options) => {
      steps.current++
      navigate(toPath(next), { ...options, state: mark() })
    },
    [navigate, mark],
  )
  const isRevisited = useCallback(() => steps.current > 0 && history.state !== mark(), [mark])
  return { view, hrefOf, go, isRevisited }
}

function toPath({ mailbox, q, messageId, tab = 'preview' }: Partial<View>): string {
  const path = messageId === undefined ? '/' : `/m/${encodeURIComponent(messageId)}/${tab}`
  const scope = new URLSearchParams({ ...(mailbox !== undefined && { mailbox }), ...(q !== undefined && { q }) })
  return scope.size === 0 ? path : `${path}?${scope}`
}
