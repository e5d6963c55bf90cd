/** Light, dark or the system's. The attribute is all that styles look at; public/theme.js sets it before the first paint. */
import { useState } from 'react'
import { readStored, writeStored } from '../../lib/storage.ts'

export type Theme = 'light' | 'dark' | 'system'

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(readTheme)
  return [
    theme,
    (next) => {
      applyTheme(next)
      setTheme(next)
    },
  ]
}

function readTheme(): Theme {
  const stored = readStored('theme')
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  writeStored('theme', theme === 'system' ? undefined : theme)
}
