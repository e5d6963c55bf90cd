/** The searches that were pinned, in the sidebar, with what they find now. */
import { useQuery } from '@tanstack/react-query'
import { Ellipsis, Pencil, PinOff, Search } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { useApi } from '../../api/api.ts'
import { keyOf, type ListScope } from '../../api/list-scope.ts'
import { nameOf, type PinnedSearch } from '../../api/saved-searches.ts'
import { searchCountQuery } from '../../api/search-counts.ts'
import { useStore } from '../../lib/external-store.ts'
import { navTexts } from '../../texts/nav.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { NavHeading, NavItem } from '../../ui/nav-item.tsx'
import { newToastId, showUndo } from '../../ui/toast.tsx'

const UNDO_MS = 6000

export interface PinnedSearchesProps {
  current: ListScope
  hrefOf: (scope: ListScope) => string
  onSelect: (scope: ListScope) => void
}

export function PinnedSearches({ current, hrefOf, onSelect }: PinnedSearchesProps) {
  const { searches } = useApi()
  const pinned = useStore(searches.pinned)
  const [renaming, setRenaming] = useState<PinnedSearch | undefined>(undefined)
  const button = useRef<HTMLButtonElement>(null)
  if (pinned.length === 0) return null

  function remove(search: PinnedSearch): void {
    const restore = searches.unpin(search)
    showUndo(newToastId(), navTexts.unpinned(nameOf(search)), restore, UNDO_MS)
  }

  return (
    <>
      <NavHeading>{navTexts.searches}</NavHeading>
      <ul>
        {pinned.map((search) => (
          <PinnedItem
            key={keyOf(search)}
            search={search}
            current={keyOf(current) === keyOf(search)}
            href={hrefOf(search)}
            onSelect={() => onSelect(search)}
            onRename={(more) => {
              button.current = more
              setRenaming(search)
            }}
            onRemove={() => remove(search)}
          />
        ))}
      </ul>
      <Dialog
        title={navTexts.renameTitle}
        open={renaming !== undefined}
        onOpenChange={() => setRenaming(undefined)}
        returnFocus={button}
      >
        {renaming && (
          <RenameForm
            search={renaming}
            onDone={(name) => {
              searches.rename(renaming, name)
              setRenaming(undefined)
            }}
          />
        )}
      </Dialog>
    </>
  )
}

interface PinnedItemProps {
  search: PinnedSearch
  current: boolean
  href: string
  onSelect: () => void
  /** Given the button, which has the focus afterwards. */
  onRename: (more: HTMLButtonElement | null) => void
  onRemove: () => void
}

function PinnedItem({ search, current, href, onSelect, onRename, onRemove }: PinnedItemProps) {
  const { client } = useApi()
  const { data: counts } = useQuery(searchCountQuery(client, search))
  const name = nameOf(search)
  const item = useRef<HTMLLIElement>(null)
  const more = useRef<HTMLButtonElement>(null)

  /** The menu's button goes: the place beside it has the focus. */
  function remove(): void {
    const links = [...(item.current?.closest('nav')?.querySelectorAll<HTMLElement>('a') ?? [])]
    const at = links.findIndex((link) => item.current?.contains(link))
    const beside = links[at + 1] ?? links[at - 1]
    beside?.focus()
    onRemove()
  }

  return (
    <li
      ref={item}
      className="group relative has-[button:focus-visible,button[data-state=open]]:[&_[data-count]]:opacity-0 pointer-coarse:[&>a]:pr-9 pointer-fine:hover:[&_[data-count]]:opacity-0"
    >
      <NavItem
        icon={Search}
        label={name}
        hint={nameOf({ ...search, name: undefined })}
        counts={counts}
        current={current}
        href={href}
        onSelect={onSelect}
        testId="pinned-search"
      />
      <Menu
        trigger={
          <IconButton
            ref={more}
            icon={Ellipsis}
            label={navTexts.moreFor(name)}
            className="absolute! top-0.5 right-0.5 size-7! pointer-fine:opacity-0 pointer-fine:focus-visible:opacity-100 pointer-fine:group-hover:opacity-100 pointer-fine:data-[state=open]:opacity-100"
          />
        }
      >
        <MenuItem icon={Pencil} onSelect={() => onRename(more.current)} testId="rename-search">
          {navTexts.renameMore}
        </MenuItem>
        <MenuItem icon={PinOff} onSelect={remove} testId="unpin-search">
          {navTexts.unpin}
        </MenuItem>
      </Menu>
    </li>
  )
}

function RenameForm({ search, onDone }: { search: PinnedSearch; onDone: (name: string) => void }) {
  const [name, setName] = useState(search.name ?? '')
  function submit(event: FormEvent) {
    event.preventDefault()
    onDone(name)
  }
  return (
    <form onSubmit={submit}>
      <label className="block">
        <span className="text-muted text-xs">{navTexts.name}</span>
        <input
          type="text"
          data-testid="search-name"
          data-first
          autoComplete="off"
          placeholder={nameOf({ ...search, name: undefined })}
          maxLength={80}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          className="mt-1 h-8 w-full rounded-(--radius-control) border border-line-strong bg-surface px-2.5 placeholder:text-faint focus:border-accent focus:outline-1 focus:outline-accent"
        />
      </label>
      <p className="mt-1.5 text-faint text-xs">{navTexts.nameHelp}</p>
      <div className="mt-5 flex justify-end gap-2">
        <Button type="submit" look="primary" data-testid="save-name">
          {navTexts.rename}
        </Button>
      </div>
    </form>
  )
}
