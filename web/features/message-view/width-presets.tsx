/** The widths of the screens that mail is read on. */
import { ToggleGroup } from 'radix-ui'
import { cx } from '../../lib/cx.ts'

export type FrameWidth = '320' | '375' | '768' | 'full'

const WIDTHS: readonly { value: FrameWidth; label: string }[] = [
  { value: '320', label: '320' },
  { value: '375', label: '375' },
  { value: '768', label: '768' },
  { value: 'full', label: 'Full' },
]

export function WidthPresets({ value, onChange }: { value: FrameWidth; onChange: (width: FrameWidth) => void }) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label="Width of the preview"
      value={value}
      onValueChange={(next) => {
        const width = WIDTHS.find((preset) => preset.value === next)
        if (width) onChange(width.value) // a click on the chosen one is no choice
      }}
      className="flex items-center gap-0.5 text-xs @max-lg:hidden"
    >
      {WIDTHS.map(({ value: width, label }) => (
        <ToggleGroup.Item
          key={width}
          value={width}
          aria-label={width === 'full' ? 'Full width' : `${width} pixels`}
          data-testid={`width-${width}`}
          className={cx(
            'h-6 rounded px-2 text-faint tabular-nums transition-colors hover:text-text',
            'data-[state=on]:bg-selected data-[state=on]:font-medium data-[state=on]:text-text',
          )}
        >
          {label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
