/** Lists the shortcuts, and switches them off for people whose voice or hands press keys unasked (WCAG 2.1.4). */
import { shortcutTexts as texts } from '../../texts/shortcuts.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { SHORTCUTS, type ShortcutName } from './shortcuts.ts'

export interface ShortcutsDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  enabled: boolean
  onEnabledChange: (enabled: boolean) => void
  available: (name: ShortcutName) => boolean
}

const COLUMNS = [['move', 'select'], ['message'], ['anywhere']] as const

export function ShortcutsDialog({ open, onOpenChange, enabled, onEnabledChange, available }: ShortcutsDialogProps) {
  return (
    <Dialog title={texts.title} open={open} onOpenChange={onOpenChange} className="max-w-xl lg:max-w-4xl">
      <div className="grid gap-x-10 sm:grid-cols-2 lg:grid-cols-3">
        {COLUMNS.map((groups) => (
          <div key={groups[0]}>
            {groups.map((group) => (
              <section key={group} className="mb-4">
                <h3 className="pb-1 text-faint text-xs">{texts.groups[group]}</h3>
                <dl>
                  {SHORTCUTS.filter((shortcut) => shortcut.group === group && available(shortcut.name)).map(({ name, keys }) => (
                    <div key={name} className="flex h-7.5 items-center justify-between gap-4">
                      <dt>{texts.does[name]}</dt>
                      <dd className="flex gap-1">
                        {keys.map((key) => (
                          <Kbd key={key}>{key}</Kbd>
                        ))}
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
        ))}
      </div>
      <label className="flex items-center gap-2.5 border-line border-t pt-3.5 text-muted">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={enabled}
          onChange={(event) => onEnabledChange(event.currentTarget.checked)}
        />
        {texts.enabled}
      </label>
    </Dialog>
  )
}
