/** The widths of the screens that mail is read on. */
import { ToggleGroup } from 'radix-ui'
import { previewTexts as texts } from '../../texts/preview.ts'
import { choiceClass } from './preview-choice.ts'
import { type FrameWidth, PRESET_WIDTHS } from './preview-settings.ts'

export function WidthPresets({ value, onChange }: { value: FrameWidth; onChange: (width: FrameWidth) => void }) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={texts.widths}
      value={String(value)}
      onValueChange={(next) => {
        const width = PRESET_WIDTHS.find((preset) => String(preset) === next)
        if (width !== undefined) onChange(width) // a click on the chosen one is no choice
      }}
      className="flex shrink-0 items-center gap-0.5"
    >
      {PRESET_WIDTHS.map((width) => (
        <ToggleGroup.Item
          key={width}
          value={String(width)}
          aria-label={texts.width(width)}
          title={`${texts.width(width)} ([ ])`}
          data-testid={`width-${width}`}
          className={choiceClass}
        >
          {texts.widthShort(width)}
        </ToggleGroup.Item>
      ))}
      {value !== 'full' && !PRESET_WIDTHS.includes(value) && (
        <span data-testid="width-dragged" className="rounded bg-selected px-2 py-1 font-medium tabular-nums">
          {texts.draggedWidth(value)}
        </span>
      )}
    </ToggleGroup.Root>
  )
}
