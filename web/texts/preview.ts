/** What the page says of the preview of a mail: how it is shown, and what it lost. */
import type { MailTheme } from '../../shared/model/mail-theme.ts'
import { formatQuantity } from '../lib/format-number.ts'

const theme = { light: 'Light', 'author-dark': 'Author’s dark', 'forced-dark': 'Forced dark' } satisfies Record<MailTheme, string>
const themeHint = {
  light: 'As by day, whatever this computer prefers',
  'author-dark': 'The mail’s own styles for the dark (prefers-color-scheme)',
  'forced-dark': 'Colours inverted, as mail apps do to mail without dark styles',
} satisfies Record<MailTheme, string>

export const previewTexts = {
  noSubject: 'Mail without a subject',
  region: 'Preview',
  toolbar: 'How the mail is shown',
  widths: 'Width of the preview',
  width: (width: number | 'full') => (width === 'full' ? 'Full width' : `${width} pixels`),
  widthShort: (width: number | 'full') => (width === 'full' ? 'Full' : String(width)),
  draggedWidth: (width: number) => `${width} px`,
  themes: 'Colours of the mail',
  theme,
  themeTitle: (each: MailTheme) => `${theme[each]}: ${themeHint[each]}`,
  showImages: 'Show images',
  hideImages: 'Hide images, as mail apps do until asked',
  zoom: 'Zoom',
  zoomTo: (zoom: number | 'fit') => (zoom === 'fit' ? 'Fit' : `${zoom * 100} %`),
  more: 'More ways to see it',
  print: 'Print',
  openAlone: 'Open alone in a tab',
  savePng: 'Save as PNG',
  pngFailed: 'Could not save the picture',
  pngFailedHow: 'This browser does not draw this mail. Print it instead, to a PDF.',
  pngCut: 'The picture ends early',
  pngCutHow: (pixels: number) => `The mail is higher than the ${pixels} pixels that a picture may have.`,
  pngWithoutRemote: 'Remote images are not in the picture',
  pngWithoutRemoteHow: 'A page may show images of other servers, but not read them. Print the mail to keep them.',

  hostsBlocked: (count: number) => `${formatQuantity(count, 'remote host')} blocked:`,
  hostsLoaded: (count: number) => `${formatQuantity(count, 'remote host')} loaded:`,
  andMore: (count: number) => ` and ${count} more`,
  load: 'Load',
  block: 'Block',
  choose: 'Choose…',
  imagesHidden: 'Images are hidden',
  imagesMissing: (count: number) => (count === 1 ? '1 inline image is missing' : `${count} inline images are missing`),
  noDarkStyles: 'No dark styles of its own: it stays light',
  forceDark: 'Force dark',

  remoteHosts: 'Remote content',
  remoteCount: (blocked: number, loaded: number) =>
    `${loaded + blocked} with remote content: ${loaded} loaded, ${blocked} blocked`,
  remoteHint:
    'What this mail loads from other servers tells them that it is read. What you allow is remembered in this browser, for every mail of the host.',
  remoteUse: (images: number, pixels: number) =>
    [
      images > 0 && formatQuantity(images, 'image'),
      pixels > 0 && (pixels === 1 ? '1 tracking pixel' : `${pixels} tracking pixels`),
    ]
      .filter((text) => text !== false)
      .join(', ') || 'styles, fonts or backgrounds',
  allowHost: (host: string) => `Load content from ${host}`,
  remembered: 'remembered',
  rememberedElsewhere: 'Remembered, not in this mail',
  forgetHost: (host: string) => `Load from ${host} no more`,
  allowAll: 'Load all',
  blockAll: 'Block all',
}
