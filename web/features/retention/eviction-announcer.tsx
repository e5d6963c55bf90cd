/** Says that retention removes messages: the first time while the page is open. How many is said where the list ends. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useApi } from '../../api/api.ts'
import { infoQuery } from '../../api/info-queries.ts'
import { describeEviction } from '../../lib/describe-limits.ts'
import { useLatest } from '../../lib/use-latest.ts'
import { showNote } from '../../ui/toast.tsx'

export function EvictionAnnouncer() {
  const { client, eviction } = useApi()
  const { data: info } = useQuery(infoQuery(client))
  const latestInfo = useLatest(info)
  /** Limits that are told of: at most three of all mail, and three for all mailboxes that have their own. */
  const told = useRef(new Set<string>())

  useEffect(
    () =>
      eviction.subscribe(() => {
        const event = eviction.get()
        const note = event && latestInfo.current && describeEviction(latestInfo.current.retention, event)
        if (!note) return
        const limit = `${event.reason} ${event.mailbox === undefined ? 'of all' : 'of a mailbox'}`
        if (told.current.has(limit)) return
        told.current.add(limit)
        showNote(note.title, note.detail)
      }),
    [eviction, latestInfo],
  )
  return null
}
