/** The URL is the view: `/?mailbox=` is a list, `/m/<id>/<tab>` a message beside it. Knows nothing of what is shown. */
import { useCallback, useMemo } from 'react'
import { useLocation, useRouter, useSearch } from 'wouter'
import { type TabName, toTabName } from './features/message-view/tabs.ts'

export interface View {
  /** `undefined` is all mail. */
  mailbox: string | undefined
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
}

export function useRoutes(): Routes {
  const { base } = useRouter()
  const [path, navigate] = useLocation()
  const search = useSearch()

  const view = useMemo((): View => {
    const [, id, tab] = /^\/m\/([^/]+)(?:\/([^/]*))?\/?$/.exec(path) ?? []
    return { mailbox: new URLSearchParams(search).get('mailbox') ?? undefined, messageId: id, tab: toTabName(tab) }
  }, [path, search])

  const hrefOf = useCallback((next: Partial<View>) => base + toPath(next), [base])
  const go = useCallback<Routes['go']>((next, options) => navigate(toPath(next), options), [navigate])
  return { view, hrefOf, go }
}

function toPath({ mailbox, messageId, tab = 'preview' }: Partial<View>): string {
  const path = messageId === undefined ? '/' : `/m/${encodeURIComponent(messageId)}/${tab}`
  return mailbox === undefined ? path : `${path}?${new URLSearchParams({ mailbox })}`
}
