/**
 * The mail itself, in a document of an opaque origin that can reach neither the app nor its storage (DESIGN §8).
 * `allow-same-origin` must never be added: with it the mail would be the app.
 */
import { useEffect, useRef, useState } from 'react'
import { useLatest } from '../../lib/use-latest.ts'
import { parseFrameMessage } from './frame-message.ts'

/** A mail sized by the height of its frame would grow for ever. */
const MAX_RESIZES = 60
/** Mail without a doctype reports at least the height its frame has, so the frame starts low. */
const FIRST_HEIGHT_PX = 160

export interface MailContent {
  blockedHosts: string[]
  missingContentIds: string[]
}

/** Which files are dragged over the mail nobody is told; that there are some brings up what they are dropped on. */
function someFile(): DataTransfer {
  const transfer = new DataTransfer()
  transfer.items.add(new File([], ''))
  return transfer
}

interface MailFrameProps {
  src: string
  title: string
  /** Another width needs another height. */
  width: string
  onContent: (content: MailContent) => void
}

export function MailFrame({ src, title, width, onContent }: MailFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [height, setHeight] = useState(FIRST_HEIGHT_PX)
  const latest = useLatest(onContent)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new width starts the measuring anew
  useEffect(() => {
    setHeight(FIRST_HEIGHT_PX)
    let resizes = 0
    let told = false
    function receive(event: MessageEvent): void {
      if (!frame.current || event.source !== frame.current.contentWindow) return
      const message = parseFrameMessage(event.data)
      if (message?.type === 'height' && resizes++ < MAX_RESIZES) setHeight(message.height)
      if (message?.type === 'content' && !told) {
        told = true
        latest.current(message)
      }
      // A key pressed in the mail acts as if pressed in the app; only while the frame has the focus, so it cannot be made up at other times.
      if (message?.type === 'key' && document.activeElement === frame.current)
        window.dispatchEvent(new KeyboardEvent('keydown', { ...message.key, cancelable: true }))
      if (message?.type === 'files') window.dispatchEvent(new DragEvent('dragenter', { dataTransfer: someFile() }))
    }
    window.addEventListener('message', receive)
    return () => window.removeEventListener('message', receive)
  }, [latest, width])

  return (
    <iframe
      ref={frame}
      src={src}
      title={title}
      data-testid="mail-frame"
      sandbox="allow-scripts allow-modals allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      className="block w-full bg-white"
      style={{ height }}
    />
  )
}
