/** Reads the exact octets as a stream, so that the first lines of a large message show while the rest is on its way. */
import { useEffect, useState } from 'react'
import { MailmittError } from '../../../shared/client/client.ts'
import { useApi } from '../../api/api.ts'
import { createOctetLines, type OctetLines } from './octet-lines.ts'

/** How often the screen follows the stream. */
const SHOW_MS = 120

interface SourceState {
  lines: OctetLines | undefined
  done: boolean
  error: Error | undefined
  /** Grows whenever there is more to show. */
  version: number
}

const NOTHING: SourceState = { lines: undefined, done: false, error: undefined, version: 0 }

export function useSource(id: string): SourceState & { retry: () => void } {
  const { client } = useApi()
  const [state, setState] = useState(NOTHING)
  const [attempt, setAttempt] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt reads again
  useEffect(() => {
    const stop = new AbortController()
    setState(NOTHING)

    async function read(): Promise<void> {
      const response = await fetch(client.urlOf(id, 'raw'), { signal: stop.signal })
      if (!response.ok || !response.body) throw new MailmittError(response.status, undefined)
      const lines = createOctetLines(Number(response.headers.get('content-length') ?? 0))
      const reader = response.body.getReader()
      const show = (done: boolean) => setState(({ version }) => ({ lines, done, error: undefined, version: version + 1 }))
      let shownAt = 0
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        lines.add(chunk.value)
        if (performance.now() - shownAt < SHOW_MS) continue
        shownAt = performance.now()
        show(false)
      }
      show(true)
    }

    read().catch((error: unknown) => {
      if (!stop.signal.aborted) setState((state) => ({ ...state, error: error as Error }))
    })
    return () => stop.abort()
  }, [client, id, attempt])

  return { ...state, retry: () => setAttempt((attempt) => attempt + 1) }
}
