/**
 * The columns and how they share the screen: three from 900 px. Below that the first is a drawer, and the list has the rest until
 * something is read: then it is a drawer too, or, under 700 px, lies behind. It stays the same list, so nothing loads anew.
 */
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { cx } from '../lib/cx.ts'
import { readStored, writeStored } from '../lib/storage.ts'
import { useMediaQuery } from '../lib/use-media-query.ts'
import { appTexts } from '../texts/app.ts'
import { columnTexts as texts } from '../texts/columns.ts'
import { navTexts } from '../texts/nav.ts'
import { Drawer } from './dialog.tsx'
import { SplitHandle } from './split-handle.tsx'
import { useSwipe } from './use-swipe.ts'

const NAV = { name: 'nav-width', fallback: 212, min: 160, max: 320 }
const LIST = { name: 'list-width', fallback: 384, min: 280, max: 640 }

export interface ColumnsProps {
  nav: ReactNode
  list: ReactNode
  reader: ReactNode
  /** Something is open. */
  reading: boolean
  /** There is nothing to read: the list takes the whole width. */
  listOnly: boolean
  drawerOpen: boolean
  onDrawerOpenChange: (open: boolean) => void
  /** Where the list is a drawer. */
  listOpen: boolean
  onListOpenChange: (open: boolean) => void
  /** By a finger, in one column. */
  onBack: () => void
}

export function useLayout(): { navIsDrawer: boolean; listIsDrawer: boolean; oneColumn: boolean } {
  const navIsDrawer = useMediaQuery('(width < 900px)')
  const oneColumn = useMediaQuery('(width < 700px)')
  return { navIsDrawer, listIsDrawer: navIsDrawer && !oneColumn, oneColumn }
}

export function Columns({ nav, list, reader, reading, listOnly, listOpen, onListOpenChange, ...rest }: ColumnsProps) {
  const { navIsDrawer, listIsDrawer, oneColumn } = useLayout()
  const [navWidth, setNavWidth] = useStoredWidth(NAV)
  const [listWidth, setListWidth] = useStoredWidth(LIST)
  const main = useRef<HTMLElement>(null)
  const inDrawer = listIsDrawer && reading
  const fillsList = oneColumn || listOnly || (navIsDrawer && !reading)
  const listSwipe = useSwipe('left', () => inDrawer && onListOpenChange(false))
  const readerSwipe = useSwipe('right', () => {
    if (inDrawer) onListOpenChange(true)
    else if (oneColumn && reading) rest.onBack()
  })

  // Before anything else takes the focus that has a better place for it, as the search box.
  useLayoutEffect(() => {
    if (!listOpen) return
    const row = main.current?.querySelector<HTMLElement>('[role="option"][tabindex="0"]')
    ;(row ?? main.current)?.focus({ preventScroll: true })
  }, [listOpen])

  return (
    <div className="relative flex min-h-0 flex-1 overflow-hidden">
      {navIsDrawer ? (
        <Drawer title={appTexts.mailboxes} open={rest.drawerOpen} onOpenChange={rest.onDrawerOpenChange}>
          {nav}
        </Drawer>
      ) : (
        <aside aria-label={navTexts.sidebar} className="relative shrink-0 border-line border-r" style={{ width: navWidth }}>
          {nav}
          <SplitHandle label={appTexts.navWidth} {...NAV} width={navWidth} onResize={setNavWidth} />
        </aside>
      )}
      <main
        ref={main}
        aria-label={texts.list}
        tabIndex={-1}
        inert={reading && (oneColumn || (inDrawer && !listOpen))}
        data-drawer={inDrawer ? (listOpen ? 'open' : 'closed') : undefined}
        className={cx(
          'flex min-w-0 flex-col bg-surface focus:outline-none',
          inDrawer ? 'list-drawer absolute inset-y-0 left-0 z-30' : 'relative',
          fillsList ? 'flex-1' : 'shrink-0 border-line border-r',
        )}
        style={fillsList ? undefined : { width: listWidth, maxWidth: inDrawer ? '85%' : '36vw' }}
        {...listSwipe}
      >
        {list}
        {!fillsList && !inDrawer && (
          <SplitHandle label={appTexts.listWidth} {...LIST} width={listWidth} onResize={setListWidth} />
        )}
      </main>
      {/* In one column the reader lies over the list, which keeps its scroll position and its focus that way. */}
      {!listOnly && (!navIsDrawer || reading) && (
        <section
          aria-label={navTexts.reader}
          inert={listOpen}
          className={cx('flex min-w-0 flex-col bg-surface', oneColumn ? 'fade-in absolute inset-0 z-20' : 'flex-1')}
          {...readerSwipe}
        >
          {reader}
        </section>
      )}
      {listOpen && (
        <button
          type="button"
          tabIndex={-1} // Esc does the same
          aria-label={texts.closeList}
          data-testid="list-scrim"
          className="fade-in absolute inset-0 z-20 bg-black/35"
          onClick={() => onListOpenChange(false)}
        />
      )}
    </div>
  )
}

function useStoredWidth({ name, fallback, min, max }: typeof NAV): [number, (width: number) => void] {
  const [width, setWidth] = useState(() => Math.min(max, Math.max(min, Number(readStored(name)) || fallback)))
  return [
    width,
    (next) => {
      setWidth(next)
      writeStored(name, String(next))
    },
  ]
}
