/** Reads of what is inside a message: of its parts, and of its HTML as text. Octets never change, so one answer is enough. */
import { queryOptions } from '@tanstack/react-query'
import { type Client, MailmittError } from '../../shared/client/client.ts'

/** Of a part that is shown as text, as much as is read. */
const MAX_TEXT_OCTETS = 512 * 1024

const keyOf = (id: string, ...rest: string[]) => ['inside', id, ...rest] as const

export const partHeadersQuery = (client: Client, id: string, path: string) =>
  queryOptions({ queryKey: keyOf(id, 'headers', path), queryFn: ({ signal }) => client.partHeaders(id, path, { signal }) })

export const htmlTextQuery = (client: Client, id: string) =>
  queryOptions({ queryKey: keyOf(id, 'html-text'), queryFn: ({ signal }) => client.htmlText(id, { signal }) })

export interface PartText {
  text: string
  /** There is more of it. */
  isCut: boolean
}

/** The beginning of a part as text. */
export const partTextQuery = (client: Client, id: string, path: string, charset: string) =>
  queryOptions({
    queryKey: keyOf(id, 'text', path, charset),
    queryFn: async ({ signal }): Promise<PartText> => {
      const response = await fetch(client.urlOf(id, `parts/${path}`), { signal })
      if (!response.ok || !response.body) throw new MailmittError(response.status, undefined)
      const reader = response.body.getReader()
      const decoder = decoderOf(charset)
      let text = ''
      let octets = 0
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        const room = MAX_TEXT_OCTETS - octets
        octets += chunk.value.length
        text += decoder.decode(chunk.value.subarray(0, room), { stream: true })
        if (octets <= MAX_TEXT_OCTETS) continue
        await reader.cancel()
        return { text, isCut: true }
      }
      return { text: text + decoder.decode(), isCut: false }
    },
  })

/** A label that no browser knows is read as UTF-8: its octets stay in sight in the source. */
function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset || 'utf-8')
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return new TextDecoder()
  }
}
