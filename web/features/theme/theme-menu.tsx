/** Chooses the theme. */
import { Monitor, Moon, Sun } from 'lucide-react'
import { themeTexts } from '../../texts/theme.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, type MenuChoice, MenuChoices } from '../../ui/menu.tsx'
import type { Theme } from './theme.ts'

const CHOICES: readonly (MenuChoice & { value: Theme })[] = [
  { value: 'light', label: themeTexts.light, icon: Sun },
  { value: 'dark', label: themeTexts.dark, icon: Moon },
  { value: 'system', label: themeTexts.system, icon: Monitor },
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
    <Menu trigger={<IconButton icon={current?.icon ?? Monitor} label={themeTexts.label} data-testid="theme-menu" />}>
      <MenuChoices label={themeTexts.label} value={theme} choices={CHOICES} onChange={choose} />
    </Menu>
  )
}
