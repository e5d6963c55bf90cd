/** What the mail lost on its way to the reader, and how to have it back. */
import { ImageMinus, ImageOff, type LucideIcon, MoonStar } from 'lucide-react'
import type { ReactNode } from 'react'
import { previewTexts as texts } from '../../texts/preview.ts'
import type { MailContent } from './frame-message.ts'

const NAMED_HOSTS = 3

interface LostBarProps {
  content: MailContent
  /** Somebody chose what is loaded, and can take it back here. */
  hasChosen: boolean
  imagesHidden: boolean
  /** The theme asks for styles that the mail does not have. */
  lacksDarkStyles: boolean
  onLoad: () => void
  onBlock: () => void
  onShowImages: () => void
  onForceDark: () => void
}

export function LostBar({ content, hasChosen, imagesHidden, lacksDarkStyles, ...on }: LostBarProps) {
  const { blockedHosts, loadedHosts, missingContentIds } = content
  const isBlocked = blockedHosts.length > 0
  const hosts = isBlocked ? blockedHosts : hasChosen ? loadedHosts : []
  if (hosts.length === 0 && missingContentIds.length === 0 && !lacksDarkStyles && !imagesHidden) return null
  return (
    <div
      data-testid="lost-bar"
      className="flex shrink-0 flex-wrap items-center gap-x-5 border-line border-b bg-surface px-5 py-1 text-muted text-xs max-sm:px-4"
    >
      {imagesHidden && (
        <Loss icon={ImageOff}>
          <p>{texts.imagesHidden}</p>
          <Remedy testId="show-images" onClick={on.onShowImages}>
            {texts.showImages}
          </Remedy>
        </Loss>
      )}
      {hosts.length > 0 && (
        <Loss icon={ImageOff}>
          <p className="min-w-0 truncate" title={hosts.join(', ')}>
            {isBlocked ? texts.hostsBlocked(hosts.length) : texts.hostsLoaded(hosts.length)}{' '}
            {hosts.slice(0, NAMED_HOSTS).join(', ')}
            {hosts.length > NAMED_HOSTS && texts.andMore(hosts.length - NAMED_HOSTS)}
          </p>
          {/* One button: who pressed it keeps the focus, and can take it back. */}
          <Remedy testId={isBlocked ? 'load-remote' : 'block-remote'} onClick={isBlocked ? on.onLoad : on.onBlock}>
            {isBlocked ? texts.load : texts.block}
          </Remedy>
        </Loss>
      )}
      {missingContentIds.length > 0 && (
        <Loss icon={ImageMinus}>
          <p title={missingContentIds.join(', ')}>{texts.imagesMissing(missingContentIds.length)}</p>
        </Loss>
      )}
      {lacksDarkStyles && (
        <Loss icon={MoonStar}>
          <p>{texts.noDarkStyles}</p>
          <Remedy testId="force-dark" onClick={on.onForceDark}>
            {texts.forceDark}
          </Remedy>
        </Loss>
      )}
    </div>
  )
}

function Loss({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <div className="flex h-6 min-w-0 items-center gap-2">
      <Icon className="size-3.5 shrink-0 text-warning" aria-hidden strokeWidth={1.75} />
      {children}
    </div>
  )
}

function Remedy({ testId, onClick, children }: { testId: string; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      data-testid={testId}
      className="h-6 shrink-0 rounded px-1 font-medium text-accent hover:underline"
      onClick={onClick}
    >
      {children}
    </button>
  )
}
