/**
 * The mail itself, in a document of an opaque origin that can reach neither the app nor its storage (DESIGN §8).
 * `allow-same-origin` must never be added: with it the mail would be the app.
 */
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react'
import { cx } from '../../lib/cx.ts'
import { useLatest } from '../../lib/use-latest.ts'
import { type MailContent, type MailSize, parseFrameMessage } from './frame-message.ts'

/** A mail sized by the height of its frame would grow for ever. */
const MAX_RESIZES = 60
/** A mail may be as high as its frame by its own will, so the frame starts low. */
const FIRST_HEIGHT_PX = 160

/** Which files are dragged over the mail nobody is told; that there are some brings up what they are dropped on. */
function someFile(): DataTransfer {
  const transfer = new DataTransfer()
  transfer.items.add(new File([], ''))
  return transfer
}

function pressEvents(): Event[] {
  return [new PointerEvent('pointerdown', { bubbles: true }), new MouseEvent('click', { bubbles: true })]
}

interface MailFrameProps {
  src: string
  title: string
  frame: RefObject<HTMLIFrameElement | null>
  /** Pixels of the mail, before they are scaled. */
  width: number
  scale: number
  onContent: (content: MailContent) => void
  onLoad: () => void
  onSize: (size: MailSize) => void
  /** It goes, and the focus with it. */
  onFocusLost: () => void
}

export function MailFrame({ src, title, frame, width, scale, ...told }: MailFrameProps) {
  const [height, setHeight] = useState(FIRST_HEIGHT_PX)
  const [shown, setShown] = useState(false)
  const latest = useLatest(told)

  useLayoutEffect(() => {
    const { current } = frame
    return () => {
      if (current === document.activeElement) latest.current.onFocusLost()
    }
  }, [frame, latest])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new width may need as many sizes again
  useEffect(() => {
    let resizes = 0
    let told = false
    function receive(event: MessageEvent): void {
      if (!frame.current || event.source !== frame.current.contentWindow) return
      const message = parseFrameMessage(event.data)
      if (message?.type === 'size' && resizes++ < MAX_RESIZES) {
        setHeight(message.height)
        latest.current.onSize(message)
      }
      if (message?.type === 'content' && !told) {
        told = true
        setShown(true)
        latest.current.onContent(message)
      }
      if (message?.type === 'files') window.dispatchEvent(new DragEvent('dragenter', { dataTransfer: someFile() }))
      // Only while the frame has the focus, so that neither can be made up at other times.
      if (document.activeElement !== frame.current) return
      // A key pressed in the mail acts as if pressed in the app.
      if (message?.type === 'key') window.dispatchEvent(new KeyboardEvent('keydown', { ...message.key, cancelable: true }))
      // What closes by a press beside it closes by a press in the mail.
      if (message?.type === 'press') for (const press of pressEvents()) frame.current.dispatchEvent(press)
    }
    window.addEventListener('message', receive)
    return () => window.removeEventListener('message', receive)
  }, [frame, latest, width])

  return (
    <div style={{ width: width * scale, height: height * scale }}>
      <iframe
        ref={frame}
        src={src}
        title={title}
        data-testid="mail-frame"
        sandbox="allow-scripts allow-modals allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        // What stands above it is told first, else it would move when that comes. A document that is none of ours tells nothing.
        // Transparent, not hidden: Tab would pass it over, and be at the end of the page.
        className={cx('block origin-top-left', !shown && 'opacity-0')}
        onLoad={() => {
          setShown(true)
          latest.current.onLoad()
        }}
        style={{ width, height, ...(scale !== 1 && { transform: `scale(${scale})` }) }}
      />
    </div>
  )
}
