/** Composes the features into the app: the only place that knows them all. */
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Mailbox } from '../shared/model/mailbox.ts'
import type { Message } from '../shared/model/message.ts'
import { useApi } from './api/api.ts'
import type { ListScope } from './api/list-scope.ts'
import { countAll, mailboxesQuery, withoutHidden, withoutLeaving } from './api/mailbox-queries.ts'
import { messageQuery } from './api/message-queries.ts'
import { type DialogName, Dialogs, preloadPalette } from './dialogs.tsx'
import { MailImport } from './features/import/mail-import.tsx'
import { OfflineStrip } from './features/mailbox-nav/stream-status.tsx'
import { ArrivalAnnouncer } from './features/message-list/arrival-announcer.tsx'
import { useNotifications } from './features/notifications/use-notifications.ts'
import { useAppliedSearch } from './features/search/use-applied-search.ts'
import { BulkBar } from './features/selection/bulk-bar.tsx'
import { useShortcuts } from './features/shortcuts/use-shortcuts.ts'
import { StorageBanner } from './features/storage-fault/storage-banner.tsx'
import { MessageTags } from './features/tags/message-tags.tsx'
import { TagPicker } from './features/tags/tag-picker.tsx'
import { useTheme } from './features/theme/theme.ts'
import { useUnseenBadge } from './features/unseen-badge/use-unseen-badge.ts'
import { asksForRecipient } from './lib/asks-for-recipient.ts'
import { useStore } from './lib/external-store.ts'
import { formatQuantity } from './lib/format-number.ts'
import { loadLater } from './lib/load-later.ts'
import { needlesOf } from './lib/search-needles.ts'
import { readStored, writeStored } from './lib/storage.ts'
import { printTagSearch } from './lib/tag-search.ts'
import { ListColumn } from './list-column.tsx'
import { type Asking, ListDialogs } from './list-dialogs.tsx'
import { titleOf } from './list-title.ts'
import { exportSelected, type Page, removeSelected } from './page.ts'
import { useRoutes } from './routes.ts'
import { makeShortcutHandlers } from './shortcut-handlers.ts'
import { Sidebar } from './sidebar.tsx'
import { appTexts } from './texts/app.ts'
import { listTexts } from './texts/list.ts'
import { Columns, useLayout } from './ui/columns.tsx'
import { ErrorBoundary } from './ui/error-boundary.tsx'
import { NothingOpen } from './ui/nothing-open.tsx'
import { useBulkCommands } from './use-bulk-commands.ts'
import { useListDeletion } from './use-list-deletion.ts'
import { useListDrawer } from './use-list-drawer.ts'
import { useMailClient } from './use-mail-client.tsx'
import { useMessageCommands } from './use-message-commands.ts'
import { useSelection } from './use-selection.ts'
import { preloadSessions, useSessions } from './use-sessions.tsx'
import { useTags } from './use-tags.ts'

const MessageView = loadLater(async () => (await import('./features/message-view/message-view.tsx')).MessageView)

const NO_MAILBOXES: Mailbox[] = []

export function App() {
  const { client, cache, deletions, listDeletions, searches } = useApi()
  const pinnedSearches = useStore(searches.pinned)
  const routes = useRoutes()
  const { hrefOf, go } = routes
  const search = useAppliedSearch(routes.view.q)
  const { q } = search
  const needles = useMemo(() => needlesOf(search.query), [search.query])
  const view = useMemo(() => ({ ...routes.view, q }), [routes.view, q])
  const { mailbox, messageId } = view
  const scope = { mailbox, q }
  const { navIsDrawer, oneColumn } = useLayout()
  const commands = useMessageCommands({ view, go, isRevisited: routes.isRevisited })
  const { list, markSeen, prefetchAround } = commands
  const selection = useSelection(scope, list, commands.activeId)
  const bulk = useBulkCommands({ scope, selection, commands })
  const deleteList = useListDeletion({ view, go })
  const tags = useTags({ mailbox, query: search.query, commands, bulk })
  const [theme, setTheme] = useTheme()
  const notifications = useNotifications(({ id }) => go({ messageId: id }))
  const [asking, setAsking] = useState<Asking | undefined>(undefined)
  const [dialog, setDialog] = useState<DialogName | undefined>(undefined)
  const [drawerOpen, setDrawerOpen] = useState(false)
  const listDrawer = useListDrawer((view.place === 'sessions' ? view.sessionId : messageId) !== undefined)
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
  const isOnScreen = list.status !== 'loading'
  useEffect(() => {
    if (!isOnScreen) return
    MessageView.preload()
    preloadSessions()
    preloadPalette()
  }, [isOnScreen])

  // An address that names a message: that is asked for while its reader is still on the way.
  const firstId = useRef(messageId)
  useEffect(() => {
    if (firstId.current !== undefined) void cache.prefetchQuery(messageQuery(client, firstId.current))
  }, [cache, client])

  function show(name: DialogName): void {
    setDrawerOpen(false)
    setDialog(name)
  }

  const importInput = useRef<HTMLInputElement>(null)
  const searchInput = useRef<HTMLInputElement>(null)
  function showList(): void {
    if (listDrawer.isDrawer) listDrawer.show()
    // A message lies over it. At once: what is typed next belongs there.
    else if (oneColumn && messageId !== undefined) flushSync(commands.close)
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

  const sessions = useSessions({ view, go, hrefOf, onMenu: setDrawerOpen, listDrawer })
  const mailboxNames = mailboxes.map(({ name }) => name)
  const mailClient = useMailClient({ view, go, hrefOf, mailboxNames, onMenu: setDrawerOpen })
  const isEmpty = q === undefined && list.status === 'ready' && list.total === 0 && list.heldCount === 0
  const page: Page = {
    ...{ view, go, commands, selection, bulk, tags, mailboxes, notifications, isEmpty },
    ...{ visit, show, openSearch, setTheme, ask: setAsking, pinnedSearches },
    coversList: (oneColumn && messageId !== undefined) || listDrawer.isHidden,
    listDrawer,
    narrow() {
      showList()
      setNarrowing(!isEmpty)
    },
    addFiles: () => importInput.current?.click(),
  }
  const shortcuts = { ...makeShortcutHandlers(page), ...sessions.shortcuts, ...mailClient.shortcuts }
  useShortcuts(shortcuts, keysEnabled)

  const { open } = commands
  const { leave } = listDrawer
  const openFromList = useCallback(
    (id: string) => {
      open(id)
      leave()
    },
    [open, leave],
  )

  const onShown = useCallback(
    (message: Message) => {
      markSeen(message)
      prefetchAround(message.id)
    },
    [markSeen, prefetchAround],
  )

  return (
    <div className="flex h-dvh flex-col">
      <header className="sr-only">
        <h1>{appTexts.name}</h1>
      </header>
      <StorageBanner />
      <Columns
        drawerOpen={drawerOpen}
        onDrawerOpenChange={setDrawerOpen}
        listOpen={listDrawer.open}
        onListOpenChange={(open) => (open ? listDrawer.show() : listDrawer.hide())}
        onBack={commands.close}
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
            mailClient={mailClient.nav}
            theme={{ theme, onChange: setTheme }}
            notifications={notifications}
          />
        }
        list={
          <ErrorBoundary title={appTexts.listBroke} resetKey={mailbox ?? ''}>
            <ListColumn
              scope={scope}
              query={search.query}
              header={{
                title: titleOf(scope, { tag: tags.current, pinned: pinnedSearches }),
                counts,
                isCounted: list.status === 'ready',
                atLeast: list.atLeast,
                onMenu: navIsDrawer ? () => setDrawerOpen(true) : undefined,
                onMarkAllSeen: bulk.markAllSeen,
                onAddFiles: page.addFiles,
                onAsk: (what, button) => setAsking({ what, button }),
                onTagRules: () => show('tag-rules'),
              }}
              bulkBar={
                selection.count > 0 && (
                  <BulkBar
                    count={selection.count}
                    total={list.atLeast ?? list.total}
                    isAtLeast={list.atLeast !== undefined}
                    isWhole={selection.isWhole}
                    allSeen={bulk.allSeen}
                    allPinned={bulk.allPinned}
                    onToggleSeen={bulk.toggleSeen}
                    onTogglePinned={bulk.togglePinned}
                    onTag={tags.tagSelected}
                    onExport={() => exportSelected(page)}
                    onDelete={() => removeSelected(page)}
                    onSelectAll={selection.selectAll}
                    onClear={() => {
                      selection.clear()
                      commands.focusActive()
                    }}
                  />
                )
              }
              search={{
                q: routes.view.q,
                mailboxNames,
                tagNames: tags.names,
                inputRef: searchInput,
                onSearch: (next, isFirst) => go({ ...view, q: next }, { replace: !isFirst }),
                onDown: commands.next,
                onLeave: commands.focusActive,
                onChoose: (chosen) => go({ ...view, ...chosen }),
              }}
              list={{
                needles,
                showMailbox: mailbox === undefined && mailboxes.length > 1,
                showRecipient: mailbox === undefined && !asksForRecipient(search.query),
                activeId: commands.activeId,
                openId: messageId,
                hrefOf: (id) => hrefOf({ mailbox, q, messageId: id }),
                onOpen: openFromList,
                onFocusRow: commands.setFocusedId,
                selection,
              }}
              isEmpty={isEmpty}
              mailClient={mailClient.nav}
              isOnlyMailbox={all.total > 0}
              evicted={counts.evicted}
              foot={navIsDrawer && <OfflineStrip />}
              narrowing={narrowing}
              onNarrowing={setNarrowing}
              onSearch={(next) => go({ ...view, q: next })}
            />
          </ErrorBoundary>
        }
        reader={
          messageId === undefined ? (
            <NothingOpen />
          ) : (
            <ErrorBoundary title={appTexts.messageBroke} resetKey={`${messageId}/${view.tab}`}>
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
                takeFocus={oneColumn || listDrawer.isHidden}
                onShowList={listDrawer.isDrawer ? listDrawer.show : undefined}
                position={commands.position}
                hasPrevious={commands.hasPrevious}
                hasNext={commands.hasNext}
                anchor={routes.anchor}
                sessionHref={(id) => hrefOf({ place: 'sessions', sessionId: id })}
                onOpenSession={(id) => go({ place: 'sessions', sessionId: id })}
                onTab={(name, anchor, replace = false) => go({ ...view, tab: name }, { anchor, replace })}
                onShown={onShown}
                onPrevious={commands.openPrevious}
                onNext={commands.openNext}
                onClose={commands.close}
                onToggleSeen={commands.toggleSeen}
                onTogglePinned={commands.togglePinned}
                onDelete={commands.remove}
              />
            </ErrorBoundary>
          )
        }
        {...sessions.columns}
        {...mailClient.columns}
      />
      {tags.tagging && (
        <TagPicker
          key={tags.tagging.id}
          anchor={tags.tagging.anchor}
          tags={tags.tagging.tags}
          someTags={tags.tagging.someTags}
          known={tags.names}
          onAdd={(tag) => {
            if (tags.tagging?.id === undefined) bulk.addTag(tag)
            else commands.changeTags(tags.tagging.id, { add: [tag] })
          }}
          onRemove={(tag) => {
            if (tags.tagging?.id === undefined) bulk.removeTag(tag)
            else commands.changeTags(tags.tagging.id, { remove: [tag] })
          }}
          onClose={tags.stopTagging}
        />
      )}
      {/* Told wherever one is, also while a mail lies over the list. */}
      <ArrivalAnnouncer />
      <MailImport scope={scope} inputRef={importInput} />
      <ListDialogs
        asking={asking}
        scope={scope}
        quantity={
          asking?.ids
            ? formatQuantity(asking.ids.length, 'message')
            : list.atLeast === undefined
              ? formatQuantity(counts.total, 'message')
              : listTexts.orMore(list.atLeast)
        }
        onClose={() => setAsking(undefined)}
        onDelete={(count) => {
          selection.clear()
          deleteList(count)
        }}
      />
      <Dialogs
        shown={dialog}
        onClose={() => setDialog(undefined)}
        page={page}
        shortcuts={shortcuts}
        keysEnabled={keysEnabled}
        onKeysEnabled={(enabled) => {
          setKeysEnabled(enabled)
          writeStored('shortcuts', enabled ? undefined : 'off')
        }}
      />
    </div>
  )
}
