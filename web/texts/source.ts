/** What the page says of the source of a message. */
import { formatCount, formatQuantity } from '../lib/format-number.ts'

export const sourceTexts = {
  title: 'Source',
  loadFailed: 'Could not load the source',
  size: (lines: number, octets: number) => `${formatQuantity(lines, 'line')}, ${formatQuantity(octets, 'octet')}`,
  loading: 'loading…',
  download: '.eml',
  downloadInstead: 'Download .eml',
  empty: 'This message has no octets.',
  copy: 'Copy the source',
  goTo: 'Go to',
  headerSection: 'Header section',
  part: (path: string, contentType: string) => (path === '' ? contentType : `Part ${path}, ${contentType}`),
  partMark: (path: string) => `part ${path}`,
  showPart: (path: string) => `Show part ${path} in Structure`,
  octetsMore: (count: number) => `${formatCount(count)} octets more`,
  notUtf8: 'Not a character of UTF-8',
  window: (first: number, last: number) => `Lines ${formatCount(first)}–${formatCount(last)}`,
  earlier: 'Earlier lines',
  later: 'Later lines',
}
