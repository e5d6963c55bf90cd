/** Chooses the theme. */
import { Monitor, Moon, Sun } from 'lucide-react'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, type MenuChoice, MenuChoices } from '../../ui/menu.tsx'
import type { Theme } from './theme.ts'

const CHOICES: readonly (MenuChoice & { value: Theme })[] = [
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'system', label: 'System', icon: Monitor },
]

export interface ThemeMenuProps {
  theme: Theme
  onChange: (theme: Theme) => void
}

export function ThemeMenu({ theme, onChange }: ThemeMenuProps) {
  const current = CHOICES.find(({ value }) => value === theme)

  function choose(value: string): void {
    const next = CHOICES.find((choice) => choice.value === value)?.value ?? 'system'
    onChange(next)
  }

  return (
    <Menu trigger={<IconButton icon={current?.icon ?? Monitor} label="Theme" data-testid="theme-menu" />}>
      <MenuChoices label="Theme" value={theme} choices={CHOICES} onChange={choose} />
    </Menu>
  )
}
