/** The files that came with the mail, ready to download; those that the mail shows inside itself stand apart. */
import {
  File,
  FileArchive,
  FileCode,
  FileHeadphone,
  FileImage,
  FileSpreadsheet,
  FileText,
  FileVideoCamera,
  type LucideIcon,
} from 'lucide-react'
import type { Message } from '../../../shared/model/message.ts'
import type { Attachment } from '../../../shared/model/part.ts'
import { useApi } from '../../api/api.ts'
import { formatSize } from '../../lib/format-number.ts'

export function AttachmentsStrip({ message: { id, attachments } }: { message: Message }) {
  if (attachments.length === 0) return null
  const inline = attachments.filter(isInline)
  const files = attachments.filter((attachment) => !isInline(attachment))
  return (
    <footer
      data-testid="attachments"
      className="flex max-h-26 shrink-0 flex-wrap items-center gap-2 overflow-auto border-line border-t bg-surface px-5 py-2.5 max-sm:flex-nowrap max-sm:px-4"
    >
      <Files label="Attachments" messageId={id} files={files} />
      {inline.length > 0 && <span className="px-1 text-faint text-xs">Inline</span>}
      <Files label="Inline" messageId={id} files={inline} />
    </footer>
  )
}

function Files({ label, messageId, files }: { label: string; messageId: string; files: readonly Attachment[] }) {
  const { client } = useApi()
  if (files.length === 0) return null
  return (
    <ul aria-label={label} className="contents">
      {files.map(({ path, filename, contentType, sizeOctets }) => {
        const Icon = iconOf(contentType, filename)
        return (
          <li key={path} className="min-w-0 max-sm:shrink-0">
            <a
              href={client.urlOf(messageId, `parts/${path}`)}
              download={filename || `part-${path}`}
              title={`${filename || 'No file name'} (${contentType})`}
              data-testid="attachment"
              className="flex h-8 max-w-64 items-center gap-2 rounded-(--radius-control) border border-line px-2.5 text-xs transition-colors hover:border-line-strong hover:bg-hover"
            >
              <Icon className="size-4 shrink-0 text-muted" aria-hidden strokeWidth={1.5} />
              <span className="truncate" dir="auto">
                {filename || `Part ${path}`}
              </span>
              <span className="shrink-0 text-faint tabular-nums">{formatSize(sizeOctets)}</span>
            </a>
          </li>
        )
      })}
    </ul>
  )
}

function isInline({ disposition, contentId }: Attachment): boolean {
  return disposition === 'inline' || (disposition === '' && contentId !== '')
}

const ICONS: readonly [RegExp, LucideIcon][] = [
  [/^image\//, FileImage],
  [/^audio\//, FileHeadphone],
  [/^video\//, FileVideoCamera],
  [/zip|tar|gzip|compressed|7z/, FileArchive],
  [/spreadsheet|excel|csv/, FileSpreadsheet],
  [/^text\/(plain|calendar|markdown)|pdf|word|document|rtf/, FileText],
  [/json|xml|javascript|html|css/, FileCode],
]

function iconOf(contentType: string, filename: string): LucideIcon {
  const extension = filename.slice(filename.lastIndexOf('.') + 1).toLowerCase()
  return ICONS.find(([pattern]) => pattern.test(contentType) || pattern.test(extension))?.[1] ?? File
}
