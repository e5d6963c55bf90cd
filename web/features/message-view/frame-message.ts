/** What the mail's frame may say to us. The frame holds hostile mail: every field is checked and every size bounded. */

export type FrameMessage =
  | { type: 'height'; height: number }
  | { type: 'key'; key: KeyboardEventInit }
  | { type: 'files' }
  | { type: 'content'; blockedHosts: string[]; missingContentIds: string[] }

const MAX_HEIGHT_PX = 100_000
const MAX_ITEMS = 200
const MAX_TEXT = 255

/** @returns undefined for anything that is not exactly one of ours */
export function parseFrameMessage(data: unknown): FrameMessage | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const fields = data as Record<string, unknown>
  if (fields.mailmitt === 'height') {
    const { height } = fields
    if (typeof height !== 'number' || !Number.isFinite(height)) return undefined
    return { type: 'height', height: Math.min(MAX_HEIGHT_PX, Math.max(0, Math.ceil(height))) }
  }
  if (fields.mailmitt === 'key') {
    const { key, code } = fields
    if (!isShortText(key, 32) || !isShortText(code, 32)) return undefined
    const held = (name: string) => fields[name] === true
    const modifiers = { ctrlKey: held('ctrlKey'), metaKey: held('metaKey'), altKey: held('altKey'), shiftKey: held('shiftKey') }
    return { type: 'key', key: { key, code, ...modifiers } }
  }
  if (fields.mailmitt === 'files') return { type: 'files' }
  if (fields.mailmitt === 'content')
    return { type: 'content', blockedHosts: toTexts(fields.blockedHosts), missingContentIds: toTexts(fields.missingContentIds) }
  return undefined
}

function isShortText(value: unknown, max: number): value is string {
  return typeof value === 'string' && value.length <= max
}

function toTexts(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, MAX_ITEMS).filter((item): item is string => isShortText(item, MAX_TEXT))
}
