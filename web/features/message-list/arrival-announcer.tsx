/** Tells a screen reader, politely and not once per message in a burst, that mail has come. */
import { useEffect, useRef, useState } from 'react'
import { useApi } from '../../api/api.ts'
import { formatShortAddress } from '../../lib/format-address.ts'
import { listTexts } from '../../texts/list.ts'

const BURST_MS = 800

export function ArrivalAnnouncer() {
  const { arrival } = useApi()
  const [text, setText] = useState('')
  const count = useRef(0)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const unsubscribe = arrival.subscribe(() => {
      count.current++
      timer ??= setTimeout(() => {
        timer = undefined
        const latest = arrival.get()
        const from = latest?.from[0]
        const one =
          count.current === 1 && latest ? { subject: latest.subject, from: from && formatShortAddress(from) } : undefined
        setText(listTexts.arrived(count.current, one))
        count.current = 0
      }, BURST_MS)
    })
    return () => {
      unsubscribe()
      clearTimeout(timer)
    }
  }, [arrival])

  return (
    <div role="status" aria-live="polite" className="sr-only">
      {text}
    </div>
  )
}
