/**
 * Draws the mail to a picture. A page can read no frame of another origin, so the document is read once more, its images
 * are put into it, and an SVG image shows it: in there nothing runs and nothing is loaded, and a canvas may read it.
 */

/** Browsers end a canvas not much beyond. */
const MAX_PIXELS = 16_384
/** An image knows no quirks mode. What mail shows of it is text in tables (HTML standard, §15.3.10). */
const QUIRKS =
  '<style>table{font-weight:initial;font-style:initial;font-variant:initial;font-size:initial;line-height:initial;white-space:initial;text-align:initial}</style>'
/** An image has no canvas that takes the background of the body. */
const CANVAS =
  '<style>html{display:flow-root;min-height:100%}body::before{content:"";position:fixed;inset:0;background:inherit;z-index:-1}</style>'
/** Each choice ends at its first character, so that hostile CSS costs no more than its length. */
const CSS_URL = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"'()]+))\s*\)/gi

interface Picture {
  /** Address of the document that is shown. */
  src: string
  /** Of the mail in its frame, in pixels. */
  width: number
  height: number
  /** Of the file, without its ending. */
  name: string
}

interface Saved {
  /** The height in pixels that it was cut at; 0 when it is whole. */
  isCut: number
  /** It shows images of other servers, which a page cannot read. */
  lacksRemote: boolean
}

/** @throws when the browser does not draw it */
export async function savePng({ src, width, height, name }: Picture): Promise<Saved> {
  const address = new URL(src, location.href)
  const response = await fetch(address)
  if (!response.ok) throw new Error(`The document could not be read: ${response.status}`)
  const mail = new DOMParser().parseFromString(await response.text(), 'text/html')
  for (const script of mail.querySelectorAll('script')) script.remove()
  const lacksRemote = await embedImages(mail, address)
  mail.head.insertAdjacentHTML('afterbegin', CANVAS)
  if (mail.compatMode === 'BackCompat') mail.head.insertAdjacentHTML('afterbegin', QUIRKS)
  const markup = toXhtml(mail)

  const shownHeight = Math.min(height, MAX_PIXELS)
  const scale = Math.max(1, Math.min(devicePixelRatio, MAX_PIXELS / shownHeight, MAX_PIXELS / width))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(shownHeight * scale)
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('There is no canvas')
  pen.drawImage(await draw(markup, width, shownHeight, scale), 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) throw new Error('The canvas could not be read')
  saveAs(blob, `${fileName(name)}.png`)
  return { isCut: height > MAX_PIXELS ? MAX_PIXELS : 0, lacksRemote }
}

/** Parts of the mail become `data:`; what lies elsewhere is left out. */
async function embedImages(mail: Document, base: URL): Promise<boolean> {
  let lacksRemote = false
  const parts = new URL('parts/', base).href
  const embed = async (url: string): Promise<string> => {
    if (url.startsWith('data:')) return url === 'data:,' ? '' : url
    const { href } = URL.canParse(url, base.href) ? new URL(url, base) : { href: '' }
    // The mail names it, and this page may read more than the mail: nothing but its own parts.
    if (!href.startsWith(parts)) {
      lacksRemote ||= /^https?:/i.test(url)
      return ''
    }
    const response = await fetch(href)
    return response.ok ? toDataUrl(await response.blob()) : ''
  }
  await Promise.all(
    [...mail.querySelectorAll('[src],[background],image')].map(async (element) => {
      for (const name of ['src', 'background', 'href', 'xlink:href']) {
        const url = element.getAttribute(name)
        if (!url) continue
        const embedded = await embed(url)
        if (embedded) element.setAttribute(name, embedded)
        else element.removeAttribute(name)
      }
      element.removeAttribute('srcset')
    }),
  )
  for (const source of mail.querySelectorAll('source,link')) source.remove()
  for (const element of mail.querySelectorAll('style,[style*="url("]')) {
    const css = element.tagName === 'STYLE' ? (element.textContent ?? '') : (element.getAttribute('style') ?? '')
    const urls = new Map<string, string>()
    for (const [, double, single, bare] of css.matchAll(CSS_URL)) {
      const url = double ?? single ?? bare ?? ''
      urls.set(url, await embed(url))
    }
    const embedded = css.replace(
      CSS_URL,
      (_whole, double?: string, single?: string, bare?: string) => `url("${urls.get(double ?? single ?? bare ?? '') ?? ''}")`,
    )
    if (element.tagName === 'STYLE') element.textContent = embedded
    else element.setAttribute('style', embedded)
  }
  return lacksRemote
}

/** XML knows no attribute like `"foo"` and no control characters; HTML has both. */
function toXhtml(mail: Document): string {
  for (const element of mail.querySelectorAll('*'))
    for (const { name } of [...element.attributes])
      if (!/^[a-z_][\w.-]*$/i.test(name) || name.toLowerCase() === 'xmlns') element.removeAttribute(name)
  return new XMLSerializer()
    .serializeToString(mail.documentElement)
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
}

async function draw(markup: string, width: number, height: number, scale: number): Promise<HTMLImageElement> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width * scale}" height="${height * scale}" viewBox="0 0 ${width} ${height}"><foreignObject width="${width}" height="${height}">${markup}</foreignObject></svg>`
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  return image
}

function toDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(blob)
  })
}

function saveAs(blob: Blob, filename: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = filename
  link.click()
  // The browser takes it in its own time.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

function fileName(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}\p{M}._-]+/gu, ' ')
      .trim()
      .slice(0, 60)
      .trim() || 'mail'
  )
}
