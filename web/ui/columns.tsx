/** The three columns and how they share the screen: three from 900 px, the first a drawer below, one at a time under 700 px. */
import { type ReactNode, useState } from 'react'
import { cx } from '../lib/cx.ts'
import { readStored, writeStored } from '../lib/storage.ts'
import { useMediaQuery } from '../lib/use-media-query.ts'
import { appTexts } from '../texts/app.ts'
import { Drawer } from './dialog.tsx'
import { SplitHandle } from './split-handle.tsx'

const NAV = { name: 'nav-width', fallback: 212, min: 160, max: 320 }
const LIST = { name: 'list-width', fallback: 384, min: 280, max: 640 }

export interface ColumnsProps {
  nav: ReactNode
  list: ReactNode
  reader: ReactNode
  /** In one column: whether the reader is the one. */
  reading: boolean
  /** There is nothing to read: the list takes the whole width. */
  listOnly: boolean
  drawerOpen: boolean
  onDrawerOpenChange: (open: boolean) => void
}

export function useLayout(): { navIsDrawer: boolean; oneColumn: boolean } {
  return { navIsDrawer: useMediaQuery('(width < 900px)'), oneColumn: useMediaQuery('(width < 700px)') }
}

export function Columns({ nav, list, reader, reading, listOnly, drawerOpen, onDrawerOpenChange }: ColumnsProps) {
  const { navIsDrawer, oneColumn } = useLayout()
  const [navWidth, setNavWidth] = useStoredWidth(NAV)
  const [listWidth, setListWidth] = useStoredWidth(LIST)
  const fillsList = oneColumn || listOnly

  return (
    <div className="relative flex min-h-0 flex-1 overflow-hidden">
      {navIsDrawer ? (
        <Drawer title={appTexts.mailboxes} open={drawerOpen} onOpenChange={onDrawerOpenChange}>
          {nav}
        </Drawer>
      ) : (
        <div className="relative shrink-0 border-line border-r" style={{ width: navWidth }}>
          {nav}
          <SplitHandle label={appTexts.navWidth} {...NAV} width={navWidth} onResize={setNavWidth} />
        </div>
      )}
      <main
        inert={oneColumn && reading}
        className={cx('relative flex min-w-0 flex-col bg-surface', fillsList ? 'flex-1' : 'shrink-0 border-line border-r')}
        style={fillsList ? undefined : { width: listWidth, maxWidth: navIsDrawer ? '45vw' : '36vw' }}
      >
        {list}
        {!fillsList && <SplitHandle label={appTexts.listWidth} {...LIST} width={listWidth} onResize={setListWidth} />}
      </main>
      {/* In one column the reader lies over the list, which keeps its scroll position and its focus that way. */}
      {!listOnly && (!oneColumn || reading) && (
        <div className={cx('flex min-w-0 flex-col bg-surface', oneColumn ? 'fade-in absolute inset-0 z-20' : 'flex-1')}>
          {reader}
        </div>
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
