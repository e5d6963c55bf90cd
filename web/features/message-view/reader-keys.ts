/** Keys for what only the reader knows how to do: the app has the keys, the open mail has what they mean. */
import { useEffect } from 'react'
import { useLatest } from '../../lib/use-latest.ts'

type ReaderKey = 'copyCode' | 'openLink'

const acts = new Map<ReaderKey, () => void>()

export function pressReaderKey(key: ReaderKey): void {
  acts.get(key)?.()
}

export function useReaderKey(key: ReaderKey, act: () => void): void {
  const latest = useLatest(act)
  useEffect(() => {
    const call = () => latest.current()
    acts.set(key, call)
    return () => {
      if (acts.get(key) === call) acts.delete(key)
    }
  }, [key, latest])
}
