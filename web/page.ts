/** What the page is made of, for those that run it from elsewhere: by a key, by a name in the palette. */
import type { Mailbox } from '../shared/model/mailbox.ts'
import type { ListScope } from './api/list-scope.ts'
import type { PinnedSearch } from './api/saved-searches.ts'
import type { DialogName } from './dialogs.tsx'
import type { Notifications } from './features/notifications/use-notifications.ts'
import type { Theme } from './features/theme/theme.ts'
import type { Asking } from './list-dialogs.tsx'
import type { useRoutes } from './routes.ts'
import type { useBulkCommands } from './use-bulk-commands.ts'
import type { ListDrawer } from './use-list-drawer.ts'
import type { useMessageCommands } from './use-message-commands.ts'
import type { Selection } from './use-selection.ts'
import type { useTags } from './use-tags.ts'

export interface Page {
  view: ReturnType<typeof useRoutes>['view']
  go: ReturnType<typeof useRoutes>['go']
  commands: ReturnType<typeof useMessageCommands>
  selection: Selection
  bulk: ReturnType<typeof useBulkCommands>
  tags: ReturnType<typeof useTags>
  mailboxes: readonly Mailbox[]
  pinnedSearches: readonly PinnedSearch[]
  notifications: Notifications
  /** A message lies over its list. */
  coversList: boolean
  listDrawer: ListDrawer
  /** There is no mail that could be searched. */
  isEmpty: boolean
  visit: (scope: ListScope) => void
  show: (dialog: DialogName) => void
  ask: (asking: Asking) => void
  openSearch: () => void
  narrow: () => void
  addFiles: () => void
  setTheme: (theme: Theme) => void
}

/** The whole list is counted and asked about first. */
export function removeSelected({ selection, bulk, ask }: Pick<Page, 'selection' | 'bulk' | 'ask'>): void {
  if (selection.isWhole) ask({ what: 'delete' })
  else bulk.remove()
}

export function exportSelected({ selection, ask }: Pick<Page, 'selection' | 'ask'>): void {
  ask({ what: 'export', ...(!selection.isWhole && { ids: selection.chosen.map(({ id }) => id) }) })
}

/** Of the message that is open or has the focus. */
export function toggleActive({ commands, selection }: Pick<Page, 'commands' | 'selection'>): void {
  if (commands.activeId !== undefined) selection.toggle(commands.activeId)
}
