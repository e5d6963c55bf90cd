/** Composes the features into the app: the only place that knows them all. */
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Mailbox } from '../shared/model/mailbox.ts'
import type { Message } from '../shared/model/message.ts'
import { useApi } from './api/api.ts'
import type { ListScope } from './api/list-scope.ts'
import { countAll, mailboxesQuery, withoutHidden, withoutLeaving } from './api/mailbox-queries.ts'
import { type DialogName, Dialogs } from './dialogs.tsx'
import { MailImport } from './features/import/mail-import.tsx'
import { ArrivalAnnouncer } from './features/message-list/arrival-announcer.tsx'
import { ListHeader } from './features/message-list/list-header.tsx'
import { MessageList } from './features/message-list/message-list.tsx'
import { cycleTheme, stepWidth } from './features/message-view/preview-settings.ts'
import { pressReaderKey } from './features/message-view/reader-keys.ts'
import { TABS } from './features/message-view/tabs.ts'
import { EvictionAnnouncer } from './features/retention/eviction-announcer.tsx'
import { EvictionNote } from './features/retention/eviction-note.tsx'
import { Facets } from './features/search/facets.tsx'
import { NoMatch } from './features/search/no-match.tsx'
import { SearchBox } from './features/search/search-box.tsx'
import { useAppliedSearch } from './features/search/use-applied-search.ts'
import { useShortcuts } from './features/shortcuts/use-shortcuts.ts'
import { StorageBanner } from './features/storage-fault/storage-banner.tsx'
import { MessageTags } from './features/tags/message-tags.tsx'
import { TagPicker } from './features/tags/tag-picker.tsx'
import { useUnseenBadge } from './features/unseen-badge/use-unseen-badge.ts'
import { useStore } from './lib/external-store.ts'
import { needlesOf } from './lib/search-needles.ts'
import { readStored, writeStored } from './lib/storage.ts'
import { printTagSearch } from './lib/tag-search.ts'
import { useRoutes } from './routes.ts'
import { Sidebar } from './sidebar.tsx'
import { Columns, useLayout } from './ui/columns.tsx'
import { ErrorBoundary } from './ui/error-boundary.tsx'
import { NothingOpen } from './ui/nothing-open.tsx'
import { useListDeletion } from './use-list-deletion.ts'
import { useMessageCommands } from './use-message-commands.ts'
import { useSessions } from './use-sessions.tsx'
import { useTags } from './use-tags.ts'

const loadMessageView = () => import('./features/message-view/message-view.tsx')
const MessageView = lazy(() => loadMessageView().then(({ MessageView }) => ({ default: MessageView })))
const EmptyState = lazy(() => import('./features/connect/empty-state.tsx').then(({ EmptyState }) => ({ default: EmptyState })))

const NO_MAILBOXES: Mailbox[] = []

export function App() {
  const { client, deletions, listDeletions } = useApi()
  const routes = useRoutes()
  const { hrefOf, go } = routes
  const search = useAppliedSearch(routes.view.q)
  const { q } = search
  const needles = useMemo(() => needlesOf(search.query), [search.query])
  const view = useMemo(() => ({ ...routes.view, q }), [routes.view, q])
  const { mailbox, messageId } = view
  const scope = { mailbox, q }
  const { navIsDrawer, oneColumn } = useLayout()
  const commands = useMessageCommands({ view, go })
  const { list, markSeen, prefetchAround } = commands
  const deleteList = useListDeletion({ view, go })
  const tags = useTags({ mailbox, query: search.query, commands })
  const [dialog, setDialog] = useState<DialogName | undefined>(undefined)
  const [drawerOpen, setDrawerOpen] = useState(false)
  const [narrowing, setNarrowing] = useState(false)
  const [keysEnabled, setKeysEnabled] = useState(() => readStored('shortcuts') !== 'off')

  const { data } = useQuery(mailboxesQuery(client))
  const kept = withoutHidden(data ?? NO_MAILBOXES, useStore(deletions.hidden))
  const mailboxes = withoutLeaving(kept, useStore(listDeletions.leaving))
  const all = countAll(mailboxes)
  const counts =
    q !== undefined
      ? { total: list.total, unseen: list.total, evicted: 0 } // which of them are unseen is not followed
      : mailbox === undefined
        ? all
        : (mailboxes.find(({ name }) => name === mailbox) ?? { total: list.total, unseen: 0, evicted: 0 })
  useUnseenBadge(all.unseen)
  // The reader is not part of the first screen, but of the first click.
  useEffect(() => void loadMessageView(), [])

  function show(name: DialogName): void {
    setDrawerOpen(false)
    setDialog(name)
  }

  const importInput = useRef<HTMLInputElement>(null)
  const searchInput = useRef<HTMLInputElement>(null)
  function showList(): void {
    // A message lies over it. At once: what is typed next belongs there.
    if (oneColumn && messageId !== undefined) flushSync(commands.close)
  }
  function openSearch(): void {
    showList()
    searchInput.current?.focus()
    searchInput.current?.select()
  }

  /** A place in the sidebar shows what it says to hold: a mailbox all of its mail, whatever was searched for before. */
  function visit({ mailbox, q }: ListScope): void {
    setDrawerOpen(false)
    commands.setFocusedId(undefined)
    go({ mailbox, q })
  }

  const sessions = useSessions({ view, go, hrefOf, onMenu: setDrawerOpen })
  const tab = (index: number) => () => {
    const name = TABS[index]?.name
    if (messageId !== undefined && name) go({ ...view, tab: name })
  }
  useShortcuts(
    {
      next: commands.next,
      previous: commands.previous,
      nextRow: commands.next,
      previousRow: commands.previous,
      open: commands.openActive,
      close: () => messageId !== undefined && commands.close(),
      toggleSeen: commands.toggleSeen,
      togglePinned: commands.togglePinned,
      tag: tags.tagActive,
      delete: commands.remove,
      tab1: tab(0),
      tab2: tab(1),
      tab3: tab(2),
      tab4: tab(3),
      tab5: tab(4),
      tab6: tab(5),
      tab7: tab(6),
      copyCode: () => pressReaderKey('copyCode'),
      openLink: () => pressReaderKey('openLink'),
      narrower: () => stepWidth(-1),
      wider: () => stepWidth(1),
      theme: cycleTheme,
      all: () => go({}),
      search: openSearch,
      narrow() {
        showList()
        setNarrowing(!isEmpty)
      },
      help: () => show('shortcuts'),
      sessions: () => undefined,
      ...sessions.shortcuts,
    },
    keysEnabled,
  )

  const onShown = useCallback(
    (message: Message) => {
      markSeen(message)
      prefetchAround(message.id)
    },
    [markSeen, prefetchAround],
  )

  const isEmpty = q === undefined && list.status === 'ready' && list.total === 0 && list.heldCount === 0

  return (
    <div className="flex h-dvh flex-col">
      <StorageBanner />
      <Columns
        drawerOpen={drawerOpen}
        onDrawerOpenChange={setDrawerOpen}
        reading={messageId !== undefined}
        listOnly={messageId === undefined && (isEmpty || (q === undefined && list.status === 'error'))}
        nav={
          <Sidebar
            mailboxes={data && mailboxes}
            scope={scope}
            tags={tags}
            hrefOf={hrefOf}
            onVisit={visit}
            onShow={show}
            sessions={sessions.nav}
          />
        }
        list={
          <ErrorBoundary title="The list broke" resetKey={mailbox ?? ''}>
            <ListHeader
              scope={scope}
              counts={counts}
              atLeast={list.atLeast}
              onMenu={navIsDrawer ? () => setDrawerOpen(true) : undefined}
              onAddFiles={() => importInput.current?.click()}
              onDelete={deleteList}
              onTagRules={() => show('tag-rules')}
            />
            {!isEmpty && (
              <SearchBox
                q={routes.view.q}
                scope={scope}
                mailboxNames={mailboxes.map(({ name }) => name)}
                tagNames={tags.names}
                inputRef={searchInput}
                onSearch={(next, isFirst) => go({ ...view, q: next }, { replace: !isFirst })}
                onDown={commands.next}
                onChoose={(chosen) => go({ ...view, ...chosen })}
                beside={
                  <Facets
                    scope={scope}
                    open={narrowing}
                    onOpenChange={setNarrowing}
                    onSearch={(next) => go({ ...view, q: next })}
                  />
                }
              />
            )}
            <MessageList
              scope={scope}
              needles={needles}
              showMailbox={mailbox === undefined && mailboxes.length > 1}
              activeId={commands.activeId}
              openId={messageId}
              hrefOf={(id) => hrefOf({ mailbox, q, messageId: id })}
              onOpen={commands.open}
              onFocusRow={commands.setFocusedId}
              empty={
                q !== undefined ? (
                  <NoMatch scope={scope} query={search.query} onSearch={(next) => go({ ...view, q: next })} />
                ) : (
                  <Suspense fallback={null}>
                    <EmptyState
                      mailbox={all.total > 0 ? mailbox : undefined}
                      hadMail={counts.evicted > 0}
                      note={<EvictionNote count={counts.evicted} mailbox={mailbox} className="mb-6" />}
                    />
                  </Suspense>
                )
              }
              end={
                q === undefined && (
                  <EvictionNote count={counts.evicted} mailbox={mailbox} className="px-7 pt-4 pb-6 text-center" />
                )
              }
            />
            <ArrivalAnnouncer />
            <EvictionAnnouncer />
          </ErrorBoundary>
        }
        reader={
          messageId === undefined ? (
            <NothingOpen />
          ) : (
            <ErrorBoundary title="This message could not be shown" resetKey={`${messageId}/${view.tab}`}>
              <Suspense fallback={null}>
                <MessageView
                  id={messageId}
                  tab={view.tab}
                  needles={needles.text}
                  tags={(message) => (
                    <MessageTags
                      message={message}
                      hrefOf={(tag) => hrefOf({ q: printTagSearch(tag) })}
                      onSelect={(tag) =>
                        go({ q: printTagSearch(tag), messageId: oneColumn ? undefined : messageId, tab: view.tab })
                      }
                      onRemove={(tag) => commands.changeTags(message.id, { remove: [tag] })}
                      onAdd={(anchor) => tags.startTagging(message.id, anchor)}
                    />
                  )}
                  alone={oneColumn}
                  position={commands.position}
                  hasPrevious={commands.hasPrevious}
                  hasNext={commands.hasNext}
                  anchor={routes.anchor}
                  sessionHref={(id) => hrefOf({ place: 'sessions', sessionId: id })}
                  onOpenSession={(id) => go({ place: 'sessions', sessionId: id })}
                  onTab={(name, anchor, replace = false) => go({ ...view, tab: name }, { anchor, replace })}
                  onShown={onShown}
                  onPrevious={commands.previous}
                  onNext={commands.next}
                  onClose={commands.close}
                  onToggleSeen={commands.toggleSeen}
                  onTogglePinned={commands.togglePinned}
                  onDelete={commands.remove}
                />
              </Suspense>
            </ErrorBoundary>
          )
        }
        {...sessions.columns}
      />
      {tags.tagging && (
        <TagPicker
          key={tags.tagging.id}
          anchor={tags.tagging.anchor}
          tags={tags.tagging.tags}
          known={tags.names}
          onAdd={(tag) => tags.tagging && commands.changeTags(tags.tagging.id, { add: [tag] })}
          onClose={tags.stopTagging}
        />
      )}
      <MailImport scope={scope} inputRef={importInput} />
      <Dialogs
        shown={dialog}
        onClose={() => setDialog(undefined)}
        keysEnabled={keysEnabled}
        onKeysEnabled={(enabled) => {
          setKeysEnabled(enabled)
          writeStored('shortcuts', enabled ? undefined : 'off')
        }}
      />
    </div>
  )
}
