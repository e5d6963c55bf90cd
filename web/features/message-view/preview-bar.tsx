/** The bar above the mail: for which screen, in which light, and with what of it. */
import { ChevronDown, Ellipsis, ExternalLink, Image, ImageDown, ImageOff, Printer } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from '../../lib/external-store.ts'
import { previewTexts as texts } from '../../texts/preview.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuChoices, MenuItem, MenuLink } from '../../ui/menu.tsx'
import { choiceClass } from './preview-choice.ts'
import { changePreview, previewSettings, ZOOMS } from './preview-settings.ts'
import { ThemeChoice } from './theme-choice.tsx'
import { WidthPresets } from './width-presets.tsx'

interface PreviewBarProps {
  /** Of the document that is shown. */
  src: string
  /** What it loads from elsewhere. */
  remote: ReactNode
  onPrint: () => void
  onSavePng: () => void
}

export function PreviewBar({ src, remote, onPrint, onSavePng }: PreviewBarProps) {
  const { width, theme, zoom, images } = useStore(previewSettings)
  return (
    <section
      aria-label={texts.toolbar}
      data-testid="preview-bar"
      className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-3 @2xl:flex-nowrap gap-y-0.5 border-line border-b px-3 py-1 text-xs max-sm:px-2.5 @max-3xl:gap-x-2 @max-md:gap-x-1.5"
    >
      <WidthPresets value={width} onChange={(next) => changePreview({ width: next })} />
      <span aria-hidden="true" className="h-4 w-px bg-line @max-xl:hidden" />
      <ThemeChoice value={theme} onChange={(next) => changePreview({ theme: next })} />
      {/* Apart, so that what stands beside it stays where it is. */}
      <span className="ml-auto">{remote}</span>
      <div className="-ml-2 flex items-center gap-0.5 @max-md:-ml-1">
        <IconButton
          icon={images ? Image : ImageOff}
          label={images ? texts.hideImages : texts.showImages}
          className={images ? undefined : 'text-accent!'}
          data-testid="toggle-images"
          onClick={() => changePreview({ images: !images })}
        />
        <Menu
          trigger={
            <button type="button" aria-label={`${texts.zoom}: ${texts.zoomTo(zoom)}`} data-testid="zoom" className={choiceClass}>
              {texts.zoomTo(zoom)}
              <ChevronDown aria-hidden strokeWidth={1.75} />
            </button>
          }
        >
          <MenuChoices
            label={texts.zoom}
            value={String(zoom)}
            choices={ZOOMS.map((value) => ({ value: String(value), label: texts.zoomTo(value) }))}
            onChange={(next) => changePreview({ zoom: ZOOMS.find((value) => String(value) === next) ?? 'fit' })}
          />
        </Menu>
        <Menu trigger={<IconButton icon={Ellipsis} label={texts.more} data-testid="preview-more" />}>
          <MenuItem icon={Printer} onSelect={onPrint} testId="print">
            {texts.print}
          </MenuItem>
          <MenuLink icon={ExternalLink} href={src} testId="open-alone">
            {texts.openAlone}
          </MenuLink>
          <MenuItem icon={ImageDown} onSelect={onSavePng} testId="save-png">
            {texts.savePng}
          </MenuItem>
        </Menu>
      </div>
    </section>
  )
}
