/** What each key does on this page. */
import { cycleTheme, stepWidth } from './features/message-view/preview-settings.ts'
import { pressReaderKey } from './features/message-view/reader-keys.ts'
import { TABS } from './features/message-view/tabs.ts'
import type { ShortcutHandlers } from './features/shortcuts/use-shortcuts.ts'
import { type Page, removeSelected, toggleActive } from './page.ts'

export function makeShortcutHandlers(page: Page): ShortcutHandlers {
  const { view, go, commands, selection, bulk, tags } = page

  const reading = (act: () => void) => (view.messageId === undefined ? undefined : act)

  /** What is selected comes before what is open. */
  const ofSelected = (some: () => void, one: () => void) => () => (selection.count > 0 ? some() : one())

  const extend = (by: 1 | -1) => () => {
    const to = commands.neighbour(by)
    if (by === 1) commands.next()
    else commands.previous()
    if (to) selection.extendTo(to.id)
  }

  function tab(index: number): (() => void) | undefined {
    const name = TABS[index]
    return name && (() => view.messageId !== undefined && go({ ...view, tab: name }))
  }

  function close(): void {
    if (selection.count > 0 && !page.coversList) selection.clear()
    else if (page.listDrawer.open) page.listDrawer.hide()
    else if (view.messageId !== undefined) commands.close()
  }

  return {
    next: commands.next,
    previous: commands.previous,
    nextRow: commands.next,
    previousRow: commands.previous,
    open: commands.openActive,
    close,
    select: () => toggleActive(page),
    selectRow: () => toggleActive(page),
    extendDown: extend(1),
    extendUp: extend(-1),
    selectAll: selection.selectAll,
    toggleSeen: ofSelected(bulk.toggleSeen, commands.toggleSeen),
    togglePinned: ofSelected(bulk.togglePinned, commands.togglePinned),
    tag: tags.tagActive,
    delete: ofSelected(() => removeSelected(page), commands.remove),
    copyCode: reading(() => pressReaderKey('copyCode')),
    openLink: reading(() => pressReaderKey('openLink')),
    theme: reading(cycleTheme),
    narrower: reading(() => stepWidth(-1)),
    wider: reading(() => stepWidth(1)),
    tab1: tab(0),
    tab2: tab(1),
    tab3: tab(2),
    tab4: tab(3),
    tab5: tab(4),
    tab6: tab(5),
    tab7: tab(6),
    all: () => page.visit({ mailbox: undefined, q: undefined }),
    sessions: undefined,
    palette: () => page.show('palette'),
    search: page.openSearch,
    narrow: page.narrow,
    help: () => page.show('shortcuts'),
  }
}
