/** The mail as its readers see it: on their screens, in their light, with what they load of it. */
import { useRef, useState } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import { useApi } from '../../api/api.ts'
import { cx } from '../../lib/cx.ts'
import { useStore } from '../../lib/external-store.ts'
import { previewTexts as texts } from '../../texts/preview.ts'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { SplitHandle } from '../../ui/split-handle.tsx'
import { showError, showNote } from '../../ui/toast.tsx'
import type { MailContent } from './frame-message.ts'
import { LostBar } from './lost-bar.tsx'
import { MailFrame } from './mail-frame.tsx'
import { PlainText } from './plain-text.tsx'
import { PreviewBar } from './preview-bar.tsx'
import { changePreview, MAX_WIDTH, MIN_WIDTH, previewSettings } from './preview-settings.ts'
import { allowHosts, firstChoice, forgetHosts, toQuery } from './remote-choice.ts'
import { RemoteHosts } from './remote-hosts.tsx'
import { useFrameFocus } from './use-frame-focus.ts'
import { useFrameSize } from './use-frame-size.ts'

const NOTHING: MailContent = { blockedHosts: [], loadedHosts: [], missingContentIds: [], hasDarkStyles: true }

export interface PreviewTabProps {
  message: Message
  /** Marked where text stands in for HTML. */
  needles: readonly string[]
}

export function PreviewTab({ message, needles }: PreviewTabProps) {
  if (!message.hasHtml) return <PlainText text={message.text} needles={needles} />
  return <HtmlPreview message={message} />
}

function HtmlPreview({ message }: { message: Message }) {
  const { client } = useApi()
  const { width, theme, zoom, images } = useStore(previewSettings)
  const [choice, setChoice] = useState(() => firstChoice(message.html))
  /** Absent until the mail says so, which is not in sight before. */
  const [told, setContent] = useState<MailContent | undefined>(undefined)
  const content = told ?? NOTHING
  const [height, setHeight] = useState(0)
  const frame = useRef<HTMLIFrameElement>(null)
  const place = useRef<HTMLElement>(null)
  const size = useFrameSize(place, width, zoom)
  const focus = useFrameFocus(place, frame)
  const src = client.urlOf(message.id, 'html', {
    ...toQuery(choice),
    ...(theme !== 'light' && { theme }),
    ...(!images && { images: 'off' }),
  })

  /** The app cannot: the document is of another origin. It may ask. */
  function print(): void {
    frame.current?.contentWindow?.postMessage({ mailmitt: 'print' }, '*')
  }

  async function savePng(): Promise<void> {
    try {
      const { savePng } = await import('./save-png.ts')
      const { isCut, lacksRemote } = await savePng({ src, width: size.width, height, name: message.subject || message.id })
      if (isCut) showNote(texts.pngCut, texts.pngCutHow(isCut))
      else if (lacksRemote) showNote(texts.pngWithoutRemote, texts.pngWithoutRemoteHow)
    } catch (error) {
      console.info('Could not draw the mail.', error)
      showError(texts.pngFailed, new Error(texts.pngFailedHow))
    }
  }

  return (
    <>
      <PreviewBar
        src={src}
        remote={<RemoteHosts content={content} choice={choice} images={message.images} onChange={setChoice} />}
        onPrint={print}
        onSavePng={() => void savePng()}
      />
      {/* Its place is this from the start: what appears above the mail moves nothing that was in sight. */}
      <div className="flex min-h-0 flex-1 flex-col bg-sunken">
        {told && (
          <LostBar
            content={content}
            hasChosen={choice.remote !== undefined}
            imagesHidden={!images}
            lacksDarkStyles={theme === 'author-dark' && !content.hasDarkStyles}
            onLoad={() => {
              allowHosts(content.blockedHosts)
              setChoice({ remote: 'allow', hosts: [] })
            }}
            onShowImages={() => {
              place.current?.focus({ preventScroll: true }) // the button goes
              changePreview({ images: true })
            }}
            onBlock={() => {
              forgetHosts(content.loadedHosts)
              setChoice({ remote: 'block', hosts: [] })
            }}
            onForceDark={() => {
              place.current?.focus({ preventScroll: true })
              changePreview({ theme: 'forced-dark' })
            }}
          />
        )}
        <ScrollRegion
          ref={place}
          aria-label={texts.region}
          className={cx('overflow-auto p-4 max-sm:p-0 sm:[scrollbar-gutter:stable]', !told && 'opacity-0')}
        >
          <div data-testid="mail-box" className="relative mx-auto w-fit">
            <div
              className={cx(
                'overflow-hidden rounded-lg outline outline-line-strong max-sm:rounded-none max-sm:outline-0',
                'has-[iframe[data-focus]]:outline-2! has-[iframe[data-focus]]:-outline-offset-1 has-[iframe[data-focus]]:outline-accent',
                theme === 'light' ? 'bg-white' : 'bg-[#1c1c1e]',
              )}
              style={{ minHeight: height * size.scale }}
            >
              {/* Its place is kept while the next loads, so that what is read stays where it is. A new frame for a new address: a frame that navigates would add to the tab's history. */}
              <MailFrame
                key={src}
                src={src}
                title={message.subject || texts.noSubject}
                frame={frame}
                width={size.width}
                scale={size.scale}
                onContent={(next) => {
                  setContent(next)
                  focus.giveBack()
                }}
                onLoad={() => {
                  setContent((known) => known ?? NOTHING)
                  focus.giveBack()
                }}
                onFocusLost={focus.hold}
                onSize={(next) => {
                  setHeight(next.height)
                  size.learn(next)
                }}
              />
            </div>
            <SplitHandle
              label={texts.widths}
              width={size.width}
              min={MIN_WIDTH}
              max={Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, size.room))}
              fallback={MAX_WIDTH}
              perPixel={2 / size.scale}
              onResize={(next) => changePreview({ width: next >= size.room ? 'full' : next })}
            />
          </div>
        </ScrollRegion>
      </div>
    </>
  )
}
