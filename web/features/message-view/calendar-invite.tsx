/** What the calendar in the mail asks for. */
import { useQuery } from '@tanstack/react-query'
import { CalendarDays } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useApi } from '../../api/api.ts'
import { explanationQuery } from '../../api/explanation-queries.ts'
import { quickActionTexts as texts } from '../../texts/quick-actions.ts'
import { Popover } from '../../ui/popover.tsx'
import { quickActionClass } from './quick-action-class.ts'

const InviteDetails = lazy(() => import('./invite-details.tsx').then(({ InviteDetails }) => ({ default: InviteDetails })))

export function CalendarInvite({ id, path }: { id: string; path: string }) {
  const { client } = useApi()
  const [open, setOpen] = useState(false)
  const { data, error } = useQuery(explanationQuery(client, id, path))
  const calendar = data?.kind === 'calendar' ? data : undefined
  const kind = texts.invitation[calendar?.method ?? ''] ?? texts.event
  return (
    <Popover
      label={kind}
      align="start"
      open={open}
      onOpenChange={setOpen}
      testId="invite-details"
      trigger={
        <button type="button" data-testid="calendar-invite" disabled={!calendar} className={quickActionClass}>
          <CalendarDays aria-hidden strokeWidth={1.75} />
          {calendar ? (
            <>
              {kind}
              <span className="truncate text-muted" dir="auto">
                {calendar.events[0]?.summary || texts.noTitle}
              </span>
            </>
          ) : error ? (
            texts.unreadable
          ) : (
            texts.loading
          )}
        </button>
      }
    >
      {calendar && (
        <Suspense fallback={null}>
          <InviteDetails calendar={calendar} href={client.urlOf(id, `parts/${path}`)} />
        </Suspense>
      )}
    </Popover>
  )
}
