/** A picture for the kind of a part. */
import { File, FileArchive, FileCode, FileImage, FileSpreadsheet, FileText, Layers, type LucideIcon, Mail } from 'lucide-react'

const ICONS: readonly [RegExp, LucideIcon][] = [
  [/^multipart\//, Layers],
  [/^message\/(rfc822|global)$/, Mail],
  [/^image\//, FileImage],
  [/zip|tar|gzip|compressed|7z/, FileArchive],
  [/spreadsheet|excel|csv/, FileSpreadsheet],
  [/json|xml|javascript|html|css/, FileCode],
  [/^text\/|pdf|word|document|rtf|^message\//, FileText],
]

export function iconOfPart(contentType: string, filename: string): LucideIcon {
  const extension = filename.slice(filename.lastIndexOf('.') + 1).toLowerCase()
  return ICONS.find(([pattern]) => pattern.test(contentType) || pattern.test(extension))?.[1] ?? File
}
