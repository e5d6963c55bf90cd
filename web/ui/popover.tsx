/** A panel under a button, for more than a menu can say. What lies behind it stays in use. */
import { Popover as Primitive } from 'radix-ui'
import { type KeyboardEvent, type ReactElement, type ReactNode, useRef } from 'react'

export interface PopoverProps {
  label: string
  trigger: ReactElement
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
  testId: string
  /** Which edge of the button it keeps to. */
  align?: 'start' | 'end'
}

export function Popover({ label, trigger, open, onOpenChange, children, testId, align = 'end' }: PopoverProps) {
  const content = useRef<HTMLDivElement>(null)
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          ref={content}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          data-testid={testId}
          tabIndex={-1}
          className="fade-in z-40 max-h-(--radix-popover-content-available-height) w-80 max-w-[calc(100vw-16px)] overflow-y-auto overscroll-contain rounded-lg border border-line-strong bg-raised p-3 focus:outline-none"
          onOpenAutoFocus={(event) => {
            event.preventDefault() // what is first in it may not be there yet
            const first = content.current?.querySelector<HTMLElement>('[data-first]') // what most have opened it for
            ;(first ?? content.current)?.focus()
          }}
          onKeyDown={walkButtons}
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}

const STEPS: Record<string, 1 | -1> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }

/** Arrows go from button to button, as in a menu. */
function walkButtons(event: KeyboardEvent<HTMLDivElement>): void {
  const step = STEPS[event.key]
  if (step === undefined || event.target instanceof HTMLInputElement) return
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button,a[href]')]
  const at = buttons.findIndex((button) => button.matches(':focus'))
  const next = at === -1 ? (step === 1 ? 0 : buttons.length - 1) : (at + step + buttons.length) % buttons.length
  buttons[next]?.focus()
  event.preventDefault()
}
