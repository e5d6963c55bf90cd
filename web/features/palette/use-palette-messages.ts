/** The newest messages for the palette, and what the server finds for what is typed. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Mail, Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useApi } from '../../api/api.ts'
import { newestQuery } from '../../api/newest-query.ts'
import { formatShortAddress } from '../../lib/format-address.ts'
import { isFaulty, readSearch } from '../../lib/read-search.ts'
import { paletteTexts } from '../../texts/palette.ts'
import type { PaletteItem } from './palette-item.ts'

/** Each letter would cost a search. */
const PAUSE_MS = 150

export interface PaletteMessagesOptions {
  onOpenMessage: (id: string) => void
  onSearch: (q: string) => void
}

export function usePaletteMessages(typed: string, { onOpenMessage, onSearch }: PaletteMessagesOptions): PaletteItem[] {
  const { client } = useApi()
  const q = usePaused(typed)
  const isSearch = typed !== '' && !isFaulty(readSearch(typed))
  const { data } = useQuery({
    ...newestQuery(client, q !== '' && !isFaulty(readSearch(q)) ? q : undefined),
    placeholderData: keepPreviousData,
  })
  const messages = (data ?? []).map(
    ({ id, subject, from, envelope }): PaletteItem => ({
      id: `message-${id}`,
      group: paletteTexts.groups.messages,
      label: subject || paletteTexts.noSubject,
      hint: from[0] ? formatShortAddress(from[0]) : envelope.reversePath,
      icon: Mail,
      run: () => onOpenMessage(id),
    }),
  )
  if (!isSearch) return typed === '' ? messages : []
  const search = {
    id: 'search-for',
    group: paletteTexts.groups.messages,
    label: paletteTexts.searchFor(typed),
    icon: Search,
    run: () => onSearch(typed),
  }
  return [...messages, search]
}

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return paused
}
