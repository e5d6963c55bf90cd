/** What the mail's frame may say to us. The frame holds hostile mail: every field is checked and every size bounded. */

export interface MailContent {
  blockedHosts: string[]
  loadedHosts: string[]
  missingContentIds: string[]
  hasDarkStyles: boolean
}

export interface MailSize {
  height: number
  /** Wider than the view when it does not fit. */
  width: number
  viewWidth: number
}

export type FrameMessage =
  | ({ type: 'size' } & MailSize)
  | { type: 'key'; key: KeyboardEventInit }
  | { type: 'press' }
  | { type: 'files' }
  | ({ type: 'content' } & MailContent)

const MAX_SIZE_PX = 100_000
const MAX_ITEMS = 200
const MAX_TEXT = 255

/** @returns undefined for anything that is not exactly one of ours */
export function parseFrameMessage(data: unknown): FrameMessage | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const fields = data as Record<string, unknown>
  if (fields.mailmitt === 'size') {
    const [height, width, viewWidth] = [fields.height, fields.width, fields.viewWidth].map(toPixels)
    if (height === undefined || width === undefined || viewWidth === undefined) return undefined
    return { type: 'size', height, width, viewWidth }
  }
  if (fields.mailmitt === 'key') {
    const { key, code } = fields
    if (!isShortText(key, 32) || !isShortText(code, 32)) return undefined
    const held = (name: string) => fields[name] === true
    const modifiers = { ctrlKey: held('ctrlKey'), metaKey: held('metaKey'), altKey: held('altKey'), shiftKey: held('shiftKey') }
    // On many keyboards `[` needs it, and some systems call it Ctrl and Alt.
    return { type: 'key', key: { key, code, ...modifiers, modifierAltGraph: held('altGraph') } }
  }
  if (fields.mailmitt === 'press') return { type: 'press' }
  if (fields.mailmitt === 'files') return { type: 'files' }
  if (fields.mailmitt === 'content')
    return {
      type: 'content',
      blockedHosts: toTexts(fields.blockedHosts),
      loadedHosts: toTexts(fields.loadedHosts),
      missingContentIds: toTexts(fields.missingContentIds),
      hasDarkStyles: fields.hasDarkStyles === true,
    }
  return undefined
}

function toPixels(value: unknown): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  return Math.min(MAX_SIZE_PX, Math.max(0, Math.ceil(value)))
}

function isShortText(value: unknown, max: number): value is string {
  return typeof value === 'string' && value.length <= max
}

function toTexts(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, MAX_ITEMS).filter((item): item is string => isShortText(item, MAX_TEXT))
}
