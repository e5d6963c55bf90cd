/** A dialog over the app, and the drawer that the sidebar becomes on narrow screens. */
import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import { type ReactNode, type RefObject, useRef } from 'react'
import { cx } from '../lib/cx.ts'
import { appTexts } from '../texts/app.ts'
import { iconButtonClass } from './icon-button.tsx'

interface DialogProps {
  title: string
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
  className?: string
  /** Has the focus when it closes; else what had it before, which an item of a menu has no more. */
  returnFocus?: RefObject<HTMLElement | null>
}

const OVERLAY = 'fade-in fixed inset-0 z-40 bg-black/35'

export function Dialog({ title, open, onOpenChange, children, className, returnFocus }: DialogProps) {
  const content = useRef<HTMLDivElement>(null)
  const cameFrom = useRef<Element>(null)
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={OVERLAY} />
        <Primitive.Content
          ref={content}
          aria-describedby={undefined}
          tabIndex={-1}
          onOpenAutoFocus={(event) => {
            event.preventDefault() // the first button would be the cross
            cameFrom.current = document.activeElement
            const first = content.current?.querySelector<HTMLElement>('[data-first]') // where a form begins
            ;(first ?? content.current)?.focus()
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            giveBack(returnFocus ?? cameFrom)
          }}
          className={cx(
            'fade-in fixed top-1/2 left-1/2 z-50 flex max-h-[85dvh] w-[calc(100vw-24px)] -translate-x-1/2 -translate-y-1/2 flex-col',
            'rounded-xl border border-line-strong bg-raised focus:outline-none',
            className ?? 'max-w-md',
          )}
        >
          <div className="flex items-center justify-between border-line border-b py-2 pr-2 pl-5">
            <Primitive.Title className="font-semibold text-base">{title}</Primitive.Title>
            <Primitive.Close className={iconButtonClass} aria-label={appTexts.close}>
              <X className="size-4" aria-hidden strokeWidth={1.75} />
            </Primitive.Close>
          </div>
          <div className="overflow-y-auto px-5 py-4">{children}</div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}

function giveBack(place: RefObject<Element | null>): void {
  if (place.current instanceof HTMLElement) place.current.focus({ preventScroll: true })
}

export function Drawer({ title, open, onOpenChange, children }: Omit<DialogProps, 'className' | 'returnFocus'>) {
  const content = useRef<HTMLDivElement>(null)
  const cameFrom = useRef<Element>(null)
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={OVERLAY} />
        <Primitive.Content
          ref={content}
          aria-describedby={undefined}
          tabIndex={-1}
          onOpenAutoFocus={(event) => {
            event.preventDefault() // a link is passed over, and what comes then is no place to begin
            cameFrom.current = document.activeElement
            content.current?.focus()
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            giveBack(cameFrom)
          }}
          className="drawer-in fixed inset-y-0 left-0 z-50 w-64 max-w-[85vw] border-line border-r bg-canvas focus:outline-none"
        >
          <Primitive.Title className="sr-only">{title}</Primitive.Title>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
