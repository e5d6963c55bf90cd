/** Where apps send their mail: always in sight, and the way to the guide. */
import { useQuery } from '@tanstack/react-query'
import { Plug } from 'lucide-react'
import { useApi } from '../../api/api.ts'
import { findSmtpAddress, infoQuery } from '../../api/info-queries.ts'
import { navTexts } from '../../texts/nav.ts'

export function SmtpAddress({ onOpen }: { onOpen: () => void }) {
  const { client } = useApi()
  const { data } = useQuery(infoQuery(client))
  const smtp = data && findSmtpAddress(data, location.hostname)
  return (
    <button
      type="button"
      title={navTexts.connect}
      data-testid="open-connect"
      className="flex h-8 w-full items-center gap-2.5 rounded-(--radius-control) px-2 text-muted transition-colors hover:bg-hover hover:text-text"
      onClick={onOpen}
    >
      <Plug className="size-4 shrink-0" aria-hidden strokeWidth={1.75} />
      {smtp ? (
        <span className="min-w-0 truncate tabular-nums">
          <span className="sr-only">{navTexts.connectTo}</span>
          {smtp.host}:{smtp.port}
        </span>
      ) : (
        navTexts.connect
      )}
    </button>
  )
}
