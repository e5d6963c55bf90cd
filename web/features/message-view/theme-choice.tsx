/** In which light the mail is shown. */
import { Contrast, type LucideIcon, MoonStar, Sun } from 'lucide-react'
import { ToggleGroup } from 'radix-ui'
import type { MailTheme } from '../../../shared/model/mail-theme.ts'
import { previewTexts as texts } from '../../texts/preview.ts'
import { readerTexts } from '../../texts/reader.ts'
import { choiceClass } from './preview-choice.ts'
import { MAIL_THEMES } from './preview-settings.ts'

const ICONS: Record<MailTheme, LucideIcon> = { light: Sun, 'author-dark': MoonStar, 'forced-dark': Contrast }

export function ThemeChoice({ value, onChange }: { value: MailTheme; onChange: (theme: MailTheme) => void }) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={texts.themes}
      value={value}
      onValueChange={(next) => {
        const theme = MAIL_THEMES.find((candidate) => candidate === next)
        if (theme) onChange(theme) // a click on the chosen one is no choice
      }}
      className="flex shrink-0 items-center gap-0.5"
    >
      {MAIL_THEMES.map((theme) => {
        const Icon = ICONS[theme]
        return (
          <ToggleGroup.Item
            key={theme}
            value={theme}
            aria-label={texts.theme[theme]}
            title={readerTexts.withKey(texts.themeTitle(theme), 'd')}
            data-testid={`theme-${theme}`}
            className={choiceClass}
          >
            <Icon aria-hidden strokeWidth={1.75} />
            <span className={value === theme ? '@max-2xl:sr-only' : '@max-3xl:sr-only'}>{texts.theme[theme]}</span>
          </ToggleGroup.Item>
        )
      })}
    </ToggleGroup.Root>
  )
}
