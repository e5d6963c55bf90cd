/** Tabs of which one is chosen once and for all: people come back with the same app. */
import { Tabs } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { readStored, writeStored } from '../lib/storage.ts'

interface RememberedTabsProps<T> {
  label: string
  /** The name under which the choice is kept in the browser. */
  storedAs: string
  /** The first is chosen at first. */
  tabs: readonly T[]
  children: (tab: T) => ReactNode
}

export function RememberedTabs<T extends { id: string; label: string }>({
  label,
  storedAs,
  tabs,
  children,
}: RememberedTabsProps<T>) {
  const [chosen, setChosen] = useState(() => (tabs.find(({ id }) => id === readStored(storedAs)) ?? tabs[0])?.id)

  function choose(id: string): void {
    setChosen(id)
    writeStored(storedAs, id)
  }

  return (
    <Tabs.Root value={chosen} onValueChange={choose} className="overflow-hidden rounded-lg border border-line bg-surface">
      <Tabs.List
        aria-label={label}
        className="flex gap-0.5 overflow-x-auto border-line border-b p-1.5 [scrollbar-width:none] sm:flex-wrap"
      >
        {tabs.map((tab) => (
          <Tabs.Trigger
            key={tab.id}
            value={tab.id}
            className="h-7 shrink-0 rounded-(--radius-control) px-2 text-muted text-xs transition-colors hover:text-text focus-visible:outline-offset-[-2px] data-[state=active]:bg-selected data-[state=active]:font-medium data-[state=active]:text-text"
          >
            {tab.label}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {tabs.map((tab) => (
        <Tabs.Content key={tab.id} value={tab.id} tabIndex={-1}>
          {children(tab)}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  )
}
