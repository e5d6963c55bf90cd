/** A labelled line of a form, with what helps to fill it in or what is wrong with it. */
import { type ComponentProps, type ReactNode, type RefObject, useId, useLayoutEffect, useRef } from 'react'
import type { QueryIssue } from '../../shared/search/query.ts'
import { cx } from '../lib/cx.ts'
import { IssueOverlay } from './issue-overlay.tsx'

interface FieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'className'> {
  label: string
  value: string
  onChange: (value: string) => void
  help?: ReactNode
  fault?: string | undefined
  /** Places to underline. */
  issues?: readonly QueryIssue[]
  /** Code rather than words. */
  mono?: boolean
}

export const inputClass =
  'h-8 w-full min-w-0 rounded-(--radius-control) border bg-surface px-2.5 placeholder:text-faint focus-visible:outline-offset-0'

export function Field({ label, value, onChange, help, fault, issues = [], mono = false, ...rest }: FieldProps) {
  const id = useId()
  const note = fault ?? help
  const input = useRef<HTMLInputElement>(null)
  const overlay = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => align(overlay, input))
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <span className={cx('relative block', mono && 'font-mono text-xs')}>
        <input
          ref={input}
          id={id}
          type="text"
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          aria-invalid={fault !== undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          onScroll={() => align(overlay, input)}
          className={cx(inputClass, fault === undefined ? 'border-line-strong' : 'border-danger')}
          {...rest}
        />
        {issues.length > 0 && (
          <span className="pointer-events-none absolute inset-x-[11px] inset-y-0">
            <IssueOverlay text={value} issues={issues} ref={overlay} />
          </span>
        )}
      </span>
      {note && (
        <p
          id={`${id}-note`}
          role={fault === undefined ? undefined : 'alert'}
          className={cx('mt-1 text-xs wrap-anywhere', fault === undefined ? 'text-faint' : 'text-danger')}
        >
          {note}
        </p>
      )}
    </div>
  )
}

/** What is underlined stays under its text as that scrolls. */
function align(overlay: RefObject<HTMLElement | null>, input: RefObject<HTMLInputElement | null>): void {
  if (overlay.current) overlay.current.style.transform = `translateX(${-(input.current?.scrollLeft ?? 0)}px)`
}
