/** All that the palette can do, as things are now: what is selected, what is open, the list, the places, the page itself. */
import {
  Activity,
  Bell,
  CheckSquare,
  ChevronDown,
  ChevronUp,
  CircleDot,
  Download,
  Eye,
  Hash,
  Inbox,
  Keyboard,
  ListFilter,
  type LucideIcon,
  Mail,
  Mailbox as MailboxIcon,
  MailOpen,
  MailPlus,
  Mails,
  Monitor,
  Moon,
  Pin,
  Plug,
  Search,
  SlidersHorizontal,
  Sun,
  Tag,
  Trash2,
  X,
  Zap,
} from 'lucide-react'
import { nameOf } from './api/saved-searches.ts'
import { TABS } from './features/message-view/tabs.ts'
import type { PaletteItem } from './features/palette/palette-item.ts'
import { keysFor, type ShortcutName } from './features/shortcuts/shortcuts.ts'
import type { ShortcutHandlers } from './features/shortcuts/use-shortcuts.ts'
import { printTagSearch } from './lib/tag-search.ts'
import { exportSelected, type Page, removeSelected, toggleActive } from './page.ts'
import { paletteTexts as texts } from './texts/palette.ts'
import { tabTexts } from './texts/tabs.ts'

type Run = (() => unknown) | undefined

interface More {
  keys?: ShortcutName | undefined
  hint?: string
  keywords?: string
}

/** @param shortcuts what only a key can do has its place here too */
export function makePaletteItems(page: Page, shortcuts: ShortcutHandlers): PaletteItem[] {
  // What is out of sight is nobody's to change.
  const ofMail = page.view.place === 'mail' ? [...ofSelected(page), ...ofMessage(page, shortcuts), ...ofList(page)] : []
  return [...ofMail, ...places(page, shortcuts), ...ofApp(page)]
}

/** What cannot be done now is left out. */
function collect(group: keyof typeof texts.groups) {
  const items: PaletteItem[] = []
  return {
    items,
    add(icon: LucideIcon, label: string, run: Run, { keys, ...more }: More = {}): void {
      if (!run) return
      const id = `${group}/${label}/${more.hint ?? ''}`
      const shown = keys && { keys: keysFor(keys) }
      items.push({ id, group: texts.groups[group], label, icon, run: () => void run(), ...more, ...shown })
    },
  }
}

function ofSelected(page: Page): PaletteItem[] {
  const { selection, bulk, tags } = page
  const { count } = selection
  const { items, add } = collect('selection')
  if (count === 0) return items
  const seen = bulk.allSeen ? texts.markSelectedUnseen(count) : texts.markSelectedSeen(count)
  add(bulk.allSeen ? Mail : MailOpen, seen, bulk.toggleSeen, { keys: 'toggleSeen', keywords: texts.keywords.seen })
  add(Pin, bulk.allPinned ? texts.unpinSelected(count) : texts.pinSelected(count), bulk.togglePinned, { keys: 'togglePinned' })
  add(Tag, texts.tagSelected(count), tags.tagActive, { keys: 'tag', keywords: texts.keywords.tag })
  add(Download, texts.export, () => exportSelected(page), { keywords: texts.keywords.exportSelected })
  add(Trash2, texts.deleteSelected(count), () => removeSelected(page), { keys: 'delete', keywords: texts.keywords.delete })
  add(X, texts.dropSelection, selection.clear, { keys: 'close' })
  for (const tag of [...bulk.tags, ...bulk.someTags])
    add(Tag, texts.untagSelected(tag, count), () => bulk.removeTag(tag), { keywords: texts.keywords.tag })
  return items
}

const READER_KEYS = ['copyCode', 'openLink', 'theme', 'narrower', 'wider'] as const

function ofMessage(page: Page, shortcuts: ShortcutHandlers): PaletteItem[] {
  const { view, go, commands, selection, tags } = page
  const { items, add } = collect('message')
  const message = commands.find(commands.activeId)
  const isOpen = view.messageId !== undefined
  // While some are selected, the keys are theirs.
  const keys = (name: ShortcutName) => (selection.count > 0 ? {} : { keys: name })
  if (message) {
    const { seen, pinned } = message
    if (!isOpen) add(MailOpen, texts.open, commands.openActive, { keys: 'open' })
    if (isOpen) for (const name of READER_KEYS) add(Zap, texts.reader[name], shortcuts[name], { keys: name })
    const mark = seen ? texts.markUnseen : texts.markSeen
    add(seen ? Mail : MailOpen, mark, commands.toggleSeen, { ...keys('toggleSeen'), keywords: texts.keywords.seen })
    add(Pin, pinned ? texts.unpin : texts.pin, commands.togglePinned, keys('togglePinned'))
    if (selection.count === 0) add(Tag, texts.tag, tags.tagActive, { keys: 'tag', keywords: texts.keywords.tag })
    add(Trash2, texts.delete, commands.remove, { ...keys('delete'), keywords: texts.keywords.delete })
    add(CheckSquare, texts.select, () => toggleActive(page), { keys: 'select' })
  }
  if (isOpen)
    for (const [index, name] of TABS.entries())
      add(Eye, texts.show(tabTexts[name]), () => go({ ...view, tab: name }), {
        keys: TAB_KEYS[index],
        keywords: texts.keywords.show,
      })
  if (commands.list.total > 0) add(ChevronDown, texts.next, commands.next, { keys: 'next' })
  if (commands.hasPrevious) add(ChevronUp, texts.previous, commands.previous, { keys: 'previous' })
  if (isOpen) add(X, texts.close, commands.close, { keys: 'close', keywords: texts.keywords.close })
  return items
}

const TAB_KEYS = ['tab1', 'tab2', 'tab3', 'tab4', 'tab5', 'tab6', 'tab7'] as const

function ofList({ commands: { list }, selection, bulk, isEmpty, ...page }: Page): PaletteItem[] {
  const { items, add } = collect('list')
  const ifAny = (run: () => void) => (list.total > 0 ? run : undefined)
  if (!isEmpty) {
    add(Search, texts.search, page.openSearch, { keys: 'search', keywords: texts.keywords.search })
    add(ListFilter, texts.narrow, page.narrow, { keys: 'narrow', keywords: texts.keywords.narrow })
  }
  add(CheckSquare, texts.selectAll, ifAny(selection.selectAll), { keys: 'selectAll' })
  add(
    Download,
    texts.export,
    ifAny(() => page.ask({ what: 'export' })),
    { keywords: texts.keywords.export },
  )
  add(MailPlus, texts.addFiles, page.addFiles, { keywords: texts.keywords.addFiles })
  add(
    Trash2,
    texts.deleteAll,
    ifAny(() => page.ask({ what: 'delete' })),
    { keywords: texts.keywords.deleteAll },
  )
  add(MailOpen, texts.markAllSeen, ifAny(bulk.markAllSeen), { keywords: texts.keywords.seen })
  return items
}

function places({ view, go, visit, mailboxes, tags, pinnedSearches }: Page, { sessions }: ShortcutHandlers): PaletteItem[] {
  const { items, add } = collect('place')
  const to = (q: string | undefined, mailbox?: string) => () => visit({ mailbox, q })
  add(Mails, texts.allMail, to(undefined), { keys: 'all', keywords: texts.keywords.allMail })
  add(CircleDot, texts.unseen, to('is:unseen'), { keywords: texts.keywords.unseen })
  add(Pin, texts.pinned, to('is:pinned'))
  add(Activity, texts.sessions, sessions, { keys: 'sessions', keywords: texts.keywords.sessions })
  add(MailboxIcon, texts.mailClient, () => go({ place: 'mail-client', mailbox: view.mailbox }), {
    keywords: texts.keywords.mailClient,
  })
  for (const search of pinnedSearches) add(Search, nameOf(search), to(search.q, search.mailbox), { hint: texts.pinnedSearch })
  for (const { name } of mailboxes) add(Inbox, name, to(undefined, name), { hint: texts.mailbox })
  for (const name of tags.names) add(Hash, name, to(printTagSearch(name)), { hint: texts.tagPlace })
  return items
}

function ofApp({ show, notifications, setTheme }: Page): PaletteItem[] {
  const { items, add } = collect('app')
  add(Plug, texts.connect, () => show('connect'), { keywords: texts.keywords.connect })
  add(SlidersHorizontal, texts.tagRules, () => show('tag-rules'))
  add(Keyboard, texts.shortcuts, () => show('shortcuts'), { keys: 'help', keywords: texts.keywords.shortcuts })
  const notify = notifications.isOn ? texts.notifyNot : texts.notify
  add(Bell, notify, notifications.toggle, { keywords: texts.keywords.notify })
  add(Sun, texts.theme.light, () => setTheme('light'), { keywords: texts.keywords.theme })
  add(Moon, texts.theme.dark, () => setTheme('dark'), { keywords: texts.keywords.theme })
  add(Monitor, texts.theme.system, () => setTheme('system'), { keywords: texts.keywords.theme })
  return items
}
