/** The files that came with the mail, ready to download; those that the mail shows inside itself stand apart. */
import { TriangleAlert } from 'lucide-react'
import type { Message } from '../../../shared/model/message.ts'
import type { Attachment } from '../../../shared/model/part.ts'
import { useApi } from '../../api/api.ts'
import { dangerOf, withoutControls } from '../../lib/file-danger.ts'
import { formatSize } from '../../lib/format-number.ts'
import { attachmentTexts as texts } from '../../texts/attachments.ts'
import { Chip } from '../../ui/chip.tsx'
import { AttachmentIcon } from './attachment-icon.tsx'

export function AttachmentsStrip({ message: { id, attachments, inlineParts } }: { message: Message }) {
  if (attachments.length === 0) return null
  const shown = new Set(inlineParts.used.map(({ path }) => path))
  const isInline = ({ path, disposition, contentId }: Attachment) =>
    shown.has(path) || disposition === 'inline' || (disposition === '' && contentId !== '')
  const inline = attachments.filter(isInline)
  const files = attachments.filter((attachment) => !isInline(attachment))
  return (
    <footer
      data-testid="attachments"
      className="flex max-h-28 shrink-0 flex-wrap items-center gap-2 overflow-auto border-line border-t bg-surface px-5 py-2.5 max-sm:flex-nowrap max-sm:px-4"
    >
      <Files label={texts.attachments} messageId={id} files={files} />
      {inline.length > 0 && (
        <span className="px-1 text-faint text-xs" title={texts.inlineHint}>
          {texts.inline}
        </span>
      )}
      <Files label={texts.inline} messageId={id} files={inline} />
    </footer>
  )
}

function Files({ label, messageId, files }: { label: string; messageId: string; files: readonly Attachment[] }) {
  const { client } = useApi()
  if (files.length === 0) return null
  return (
    <ul aria-label={label} className="contents">
      {files.map((file) => {
        const { path, contentType, sizeOctets } = file
        const name = withoutControls(file.filename)
        const href = client.urlOf(messageId, `parts/${path}`)
        const danger = dangerOf(file)
        return (
          <li key={path} className="min-w-0 max-sm:shrink-0">
            <a
              href={href}
              download={name || `part-${path}`}
              title={texts.describe(name || texts.noName, contentType, formatSize(sizeOctets))}
              data-testid="attachment"
              className="flex h-9 max-w-72 items-center gap-2 overflow-hidden rounded-(--radius-control) border border-line pr-2.5 text-xs transition-colors hover:border-line-strong hover:bg-hover"
            >
              <AttachmentIcon file={file} href={href} />
              <FileName name={name || texts.unnamed(path)} />
              <span className="shrink-0 text-faint tabular-nums">{formatSize(sizeOctets)}</span>
              {danger && (
                <Chip tone="danger" title={texts.dangerHint[danger]} data-testid="danger">
                  <TriangleAlert aria-hidden strokeWidth={1.75} />
                  {texts.danger[danger]}
                </Chip>
              )}
            </a>
          </li>
        )
      })}
    </ul>
  )
}

/** A long name is cut in its middle: its ending says what the file is. */
function FileName({ name }: { name: string }) {
  const at = name.lastIndexOf('.')
  const end = at > 0 && name.length - at <= 8 ? at : name.length
  return (
    <span className="flex min-w-0" dir="auto">
      <span className="truncate">{name.slice(0, end)}</span>
      <span className="shrink-0">{name.slice(end)}</span>
    </span>
  )
}
