/** What kind of file it is: of an image, the image. */
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
import { useState } from 'react'
import type { Attachment } from '../../../shared/model/part.ts'

const ICONS: readonly [RegExp, LucideIcon][] = [
  [/^image\//, FileImage],
  [/^audio\//, FileHeadphone],
  [/^video\//, FileVideoCamera],
  [/zip|tar|gzip|compressed|7z/, FileArchive],
  [/spreadsheet|excel|csv/, FileSpreadsheet],
  [/^text\/(plain|calendar|markdown)|pdf|word|document|rtf/, FileText],
  [/json|xml|javascript|html|css/, FileCode],
]
/** What browsers draw as an image, and in which nothing can run. */
const DRAWN = /^image\/(png|jpeg|gif|webp|avif|bmp)$/
/** A larger one costs more to read than a thumbnail is worth. */
const MAX_OCTETS = 8_000_000

export function AttachmentIcon({ file: { contentType, filename, sizeOctets }, href }: { file: Attachment; href: string }) {
  const [failed, setFailed] = useState(false)
  if (DRAWN.test(contentType) && sizeOctets <= MAX_OCTETS && !failed)
    return (
      <img
        src={href}
        alt=""
        loading="lazy"
        decoding="async"
        width={36}
        height={36}
        data-testid="thumbnail"
        className="size-9 shrink-0 border-line border-r bg-sunken object-cover"
        onError={() => setFailed(true)}
      />
    )
  const Icon = iconOf(contentType, filename)
  return <Icon className="ml-2.5 size-4 shrink-0 text-muted" aria-hidden strokeWidth={1.5} />
}

function iconOf(contentType: string, filename: string): LucideIcon {
  const extension = filename.slice(filename.lastIndexOf('.') + 1).toLowerCase()
  return ICONS.find(([pattern]) => pattern.test(contentType) || pattern.test(extension))?.[1] ?? File
}
