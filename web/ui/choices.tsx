/** One of a few, side by side: what a view shows. */
import { ToggleGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from '../lib/cx.ts'

export interface Choice<V extends string> {
  value: V
  label: ReactNode
  /** Said in place of a label that is short. */
  title?: string
  disabled?: boolean
}

interface ChoicesProps<V extends string> {
  label: string
  value: V
  choices: readonly Choice<V>[]
  onChange: (value: V) => void
  testId: string
  className?: string
}

export function Choices<V extends string>({ label, value, choices, onChange, testId, className }: ChoicesProps<V>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const choice = choices.find((each) => each.value === next)
        if (choice) onChange(choice.value) // a click on the chosen one is no choice
      }}
      className={cx('flex items-center gap-0.5 text-xs', className)}
    >
      {choices.map(({ value: each, label: text, title, disabled = false }) => (
        <ToggleGroup.Item
          key={each}
          value={each}
          title={title}
          disabled={disabled}
          data-testid={`${testId}-${each}`}
          className={cx(
            'flex h-7 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-(--radius-control) px-2.5 text-muted tabular-nums transition-colors hover:bg-hover hover:text-text',
            'disabled:opacity-45 data-[state=on]:bg-selected data-[state=on]:font-medium data-[state=on]:text-text',
          )}
        >
          {text}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
