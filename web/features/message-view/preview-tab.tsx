/** The mail as its reader sees it, and what it lost on the way. */
import { ImageMinus, ImageOff } from 'lucide-react'
import { useState } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import { useApi } from '../../api/api.ts'
import { formatQuantity } from '../../lib/format-number.ts'
import { type MailContent, MailFrame } from './mail-frame.tsx'
import { PlainText } from './plain-text.tsx'
import type { FrameWidth } from './width-presets.tsx'

const NOTHING_LOST: MailContent = { blockedHosts: [], missingContentIds: [] }
const NAMED_HOSTS = 3
const BORDERS_PX = 2

export interface PreviewTabProps {
  message: Message
  width: FrameWidth
  /** Marked where text stands in for HTML. */
  needles: readonly string[]
}

export function PreviewTab({ message, width, needles }: PreviewTabProps) {
  const { client } = useApi()
  const [remote, setRemote] = useState(false)
  const [lost, setLost] = useState(NOTHING_LOST)
  if (!message.hasHtml) return <PlainText text={message.text} needles={needles} />

  const src = client.urlOf(message.id, 'html', remote ? { remote: 'allow' } : {})
  return (
    <>
      <LostBar lost={lost} onLoad={() => setRemote(true)} />
      <div className="min-h-0 flex-1 overflow-auto bg-sunken p-4 max-sm:p-0">
        <div
          className="mx-auto flex min-h-40 flex-col overflow-hidden rounded-lg border border-line-strong bg-white max-sm:rounded-none max-sm:border-0"
          style={width === 'full' ? undefined : { width: Number(width) + BORDERS_PX }}
        >
          {/* A new frame for a new address: a frame that navigates would add to the tab's history. */}
          <MailFrame key={src} src={src} width={width} title={message.subject || 'Mail without a subject'} onContent={setLost} />
        </div>
      </div>
    </>
  )
}

function LostBar({ lost: { blockedHosts, missingContentIds }, onLoad }: { lost: MailContent; onLoad: () => void }) {
  if (blockedHosts.length === 0 && missingContentIds.length === 0) return null
  const named = blockedHosts.slice(0, NAMED_HOSTS).join(', ')
  const unnamed = blockedHosts.length - NAMED_HOSTS
  return (
    <div
      data-testid="lost-bar"
      className="flex shrink-0 flex-wrap items-center gap-x-5 border-line border-b px-5 py-1.5 text-muted text-xs max-sm:px-4"
    >
      {blockedHosts.length > 0 && (
        <div className="flex min-w-0 items-center gap-2">
          <ImageOff className="size-3.5 shrink-0 text-warning" aria-hidden strokeWidth={1.75} />
          <p className="min-w-0 truncate" title={blockedHosts.join(', ')}>
            {formatQuantity(blockedHosts.length, 'remote host')} blocked: {named}
            {unnamed > 0 && ` and ${unnamed} more`}
          </p>
          <button
            type="button"
            data-testid="load-remote"
            className="h-6 shrink-0 rounded px-1 font-medium text-accent hover:underline"
            onClick={onLoad}
          >
            Load once
          </button>
        </div>
      )}
      {missingContentIds.length > 0 && (
        <div className="flex items-center gap-2">
          <ImageMinus className="size-3.5 shrink-0 text-warning" aria-hidden strokeWidth={1.75} />
          <p className="py-1" title={missingContentIds.join(', ')}>
            {missingContentIds.length === 1
              ? '1 inline image is missing'
              : `${missingContentIds.length} inline images are missing`}
          </p>
        </div>
      )}
    </div>
  )
}
