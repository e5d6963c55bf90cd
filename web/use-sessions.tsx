/** What the app shows and what keys do while the sessions are the place. */
import type { ReactNode } from 'react'
import { useApi } from './api/api.ts'
import { sessionListQuery, sessionsOf } from './api/session-queries.ts'
import { SHORTCUTS } from './features/shortcuts/shortcuts.ts'
import type { ShortcutHandlers } from './features/shortcuts/use-shortcuts.ts'
import { loadLater } from './lib/load-later.ts'
import type { useRoutes } from './routes.ts'
import { sessionsPlaceTexts } from './texts/sessions-place.ts'
import { type ColumnsProps, useLayout } from './ui/columns.tsx'
import { ErrorBoundary } from './ui/error-boundary.tsx'
import type { ListDrawer } from './use-list-drawer.ts'

const SessionList = loadLater(async () => (await import('./features/sessions/session-list.tsx')).SessionList)
const SessionView = loadLater(async () => (await import('./features/sessions/session-view.tsx')).SessionView)

/** The list of mail is there: what may be looked at next comes now. */
export function preloadSessions(): void {
  SessionList.preload()
  SessionView.preload()
}

interface SessionsProps extends Pick<ReturnType<typeof useRoutes>, 'view' | 'go' | 'hrefOf'> {
  /** Opens and closes the sidebar where it is a drawer. */
  onMenu: (open: boolean) => void
  listDrawer: ListDrawer
}

interface Sessions {
  /** For the sidebar. */
  nav: { current: boolean; href: string; onSelect: () => void }
  /** In place of those of the mail; undefined while mail is the place. */
  columns: Pick<ColumnsProps, 'list' | 'reader' | 'reading' | 'listOnly' | 'onBack'> | undefined
  shortcuts: Partial<ShortcutHandlers>
}

/** A message that was open before is out of sight: no key may change it. */
export const NONE_OF_MAIL: Partial<ShortcutHandlers> = Object.fromEntries(
  SHORTCUTS.filter(({ group }) => group !== 'anywhere').map(({ name }) => [name, undefined]),
)

export function useSessions({ view, go, hrefOf, onMenu, listDrawer }: SessionsProps): Sessions {
  const { client, cache } = useApi()
  const { navIsDrawer, oneColumn } = useLayout()
  const { outcome, sessionId: openId } = view
  const at = { place: 'sessions', outcome } as const
  const show = () => {
    onMenu(false)
    go({ place: 'sessions' })
  }
  const nav = { current: view.place === 'sessions', href: hrefOf({ place: 'sessions' }), onSelect: show }
  if (view.place !== 'sessions') return { nav, columns: undefined, shortcuts: { sessions: show } }

  const open = (id: string, replace = false) => go({ ...at, sessionId: id }, { replace })
  const close = () => {
    go(at)
    focusRow(openId)
  }
  /** Undefined at an end. Read when it is asked for: the list is its own reader. */
  function neighbour(by: 1 | -1): string | undefined {
    const pages = cache.getQueryData(sessionListQuery(client, outcome).queryKey)?.pages ?? []
    const ids = sessionsOf(pages).map(({ id }) => id)
    const focused = openId ?? document.activeElement?.getAttribute('data-id')
    const index = ids.indexOf(focused ?? '')
    return index === -1 ? (by === 1 ? ids[0] : undefined) : ids[index + by]
  }
  function step(by: 1 | -1): void {
    const next = neighbour(by)
    if (next === undefined) return
    if (openId !== undefined) open(next, true)
    focusRow(next)
  }

  return {
    nav,
    columns: {
      list: (
        <Guarded resetKey={outcome ?? ''}>
          <SessionList
            outcome={outcome}
            openId={openId}
            hrefOf={(id) => hrefOf({ ...at, sessionId: id })}
            onOpen={(id) => {
              open(id)
              listDrawer.leave()
            }}
            onOutcome={(next) => go({ place: 'sessions', outcome: next, sessionId: openId })}
            onMenu={navIsDrawer ? () => onMenu(true) : undefined}
          />
        </Guarded>
      ),
      reader:
        openId === undefined ? (
          <div className="flex flex-1 items-center justify-center bg-canvas p-8 text-faint">{sessionsPlaceTexts.noneOpen}</div>
        ) : (
          <Guarded resetKey={openId}>
            <SessionView
              id={openId}
              alone={oneColumn}
              takeFocus={oneColumn || listDrawer.isHidden}
              onShowList={listDrawer.isDrawer ? listDrawer.show : undefined}
              messageHref={(id) => hrefOf({ messageId: id })}
              onOpenMessage={(id) => go({ messageId: id })}
              outcome={outcome}
              onStep={step}
              onClose={close}
            />
          </Guarded>
        ),
      reading: openId !== undefined,
      listOnly: false,
      onBack: close,
    },
    shortcuts: {
      ...NONE_OF_MAIL,
      next: () => step(1),
      previous: () => step(-1),
      close: () => (listDrawer.open ? listDrawer.hide() : openId !== undefined && close()),
      search: undefined,
      narrow: undefined,
      sessions: show,
    },
  }
}

function Guarded({ resetKey, children }: { resetKey: string; children: ReactNode }) {
  return (
    <ErrorBoundary title={sessionsPlaceTexts.loadFailed} resetKey={resetKey}>
      {children}
    </ErrorBoundary>
  )
}

/** After the next paint: the row may have to be scrolled to first. */
function focusRow(id: string | undefined): void {
  if (id === undefined) return
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.getElementById(`session-${id}`)?.focus({ preventScroll: true })),
  )
}
