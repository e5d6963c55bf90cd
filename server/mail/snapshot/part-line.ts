/** A part in a line. */
import type { PartLine } from './sections.ts'

/** `1.2 image/png inline "logo.png" cid:<cid> 1204 octets` */
export function writePart({ path, contentType, disposition, filename, contentId, sizeOctets }: PartLine): string {
  const words = [
    path,
    contentType,
    disposition,
    filename && JSON.stringify(filename),
    contentId && `cid:${contentId}`,
    sizeOctets !== undefined && `${sizeOctets} octets`,
  ]
  return words.filter(Boolean).join(' ')
}

/** As much as it is deep. */
export function indentPart({ path }: PartLine): string {
  return '  '.repeat(path === '' ? 0 : Math.min(path.split('.').length, 20))
}
