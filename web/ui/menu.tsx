/** A menu under a button. */
import { Check, type LucideIcon } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { cx } from '../lib/cx.ts'

const ITEM =
  'flex h-8 items-center gap-2.5 rounded-(--radius-control) px-2 text-sm text-text outline-none data-highlighted:bg-hover data-disabled:opacity-45 [&_svg]:size-4'

export function Menu({ trigger, children }: { trigger: ReactElement; children: ReactNode }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            // What was chosen has opened a dialog: the focus is there, and stays.
            if (document.activeElement?.closest('[role="dialog"]')) event.preventDefault()
          }}
          className="fade-in z-50 min-w-44 rounded-lg border border-line-strong bg-raised p-1"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

interface MenuItemProps {
  icon: LucideIcon
  children: ReactNode
  onSelect: () => void
  disabled?: boolean
  danger?: boolean
  testId?: string
}

export function MenuItem({ icon: Icon, children, onSelect, disabled = false, danger = false, testId }: MenuItemProps) {
  return (
    <DropdownMenu.Item
      className={cx(ITEM, danger && 'text-danger!')}
      onSelect={onSelect}
      disabled={disabled}
      data-testid={testId}
    >
      <Icon aria-hidden strokeWidth={1.75} />
      {children}
    </DropdownMenu.Item>
  )
}

/** Opens in a new tab. */
export function MenuLink({
  icon: Icon,
  children,
  href,
  testId,
}: Pick<MenuItemProps, 'icon' | 'children' | 'testId'> & { href: string }) {
  return (
    <DropdownMenu.Item asChild>
      <a href={href} target="_blank" rel="noopener noreferrer" className={ITEM} data-testid={testId}>
        <Icon aria-hidden strokeWidth={1.75} />
        {children}
      </a>
    </DropdownMenu.Item>
  )
}

export interface MenuChoice {
  value: string
  label: string
  icon?: LucideIcon
}

export function MenuChoices({
  label,
  value,
  choices,
  onChange,
}: {
  label: string
  value: string
  choices: readonly MenuChoice[]
  onChange: (value: string) => void
}) {
  return (
    <DropdownMenu.RadioGroup aria-label={label} value={value} onValueChange={onChange}>
      {choices.map(({ value: choice, label: text, icon: Icon }) => (
        <DropdownMenu.RadioItem key={choice} value={choice} className={ITEM}>
          {Icon && <Icon aria-hidden strokeWidth={1.75} className="text-muted" />}
          <span className="grow">{text}</span>
          <DropdownMenu.ItemIndicator>
            <Check aria-hidden className="text-accent" />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}
