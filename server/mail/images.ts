/** The images that a mail's HTML shows, in order, and which of them are there to report that it was opened. */
import type { ImageFound } from '../../shared/model/link.ts'
import { LIMITS } from '../limits.ts'
import { streamHtml } from './html-stream.ts'
import { attributeOf, type HtmlTag } from './html-tree.ts'

const MAX_IMAGES = LIMITS.mail.images.value
const MAX_SRC_CHARACTERS = 8192
/** No larger than this, an image is a dot. */
const DOT_PX = 2

/** Images embedded as `data:` are longer than any address and told by their start. */
export function findImages(html: string): ImageFound[] {
  const images: ImageFound[] = []
  streamHtml(html, {
    // Asked between pieces, not between elements.
    done: () => images.length >= MAX_IMAGES,
    enter(element, { shown }) {
      const src = element.tagName === 'img' ? attributeOf(element, 'src')?.trim() : undefined
      if (!src || images.length >= MAX_IMAGES) return
      const remote = /^(https?:)?\/\//i.test(src)
      images.push({
        src: src.slice(0, MAX_SRC_CHARACTERS),
        alt: (attributeOf(element, 'alt') ?? '').trim(),
        remote,
        tracking: remote && (!shown || isDot(element)),
      })
    },
  })
  return images
}

function isDot(element: HtmlTag): boolean {
  const style = attributeOf(element, 'style') ?? ''
  return (['width', 'height'] as const).every((side) => {
    const [, fromStyle] = new RegExp(`(?:^|[;\\s])(?:max-)?${side}\\s*:\\s*([\\d.]+)`, 'i').exec(style) ?? []
    const size = fromStyle ?? attributeOf(element, side)
    return size !== undefined && Number.parseFloat(size) <= DOT_PX
  })
}
