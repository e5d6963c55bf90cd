/** What people open a mail for, above it: its code, its link, the way off the list, its invitation. */
import type { Message } from '../../../shared/model/message.ts'
import { quickActionTexts as texts } from '../../texts/quick-actions.ts'
import { CalendarInvite } from './calendar-invite.tsx'
import { CopyCodes } from './copy-code.tsx'
import { OpenLink } from './open-link.tsx'
import { UnsubscribeInfo } from './unsubscribe-info.tsx'

const MAX_CODES = 3
/** A code this much less sure than the best is more likely none. */
const LESS_SURE = 0.6

export function QuickActions({ message }: { message: Message }) {
  const { id, codes, links, attachments, listUnsubscribe } = message
  const sure = codes.filter(({ confidence }) => confidence >= (codes[0]?.confidence ?? 0) * LESS_SURE).slice(0, MAX_CODES)
  const actions = links.filter(({ kind }) => kind === 'action')
  const leaves = listUnsubscribe !== undefined || links.some(({ kind }) => kind === 'unsubscribe')
  const calendars = attachments.filter(({ explains }) => explains === 'calendar')
  // The same calendar comes twice, as another form of the text and as a file; the file has a name.
  const calendar = calendars.find(({ filename }) => filename !== '') ?? calendars[0]
  if (sure.length === 0 && actions.length === 0 && !leaves && !calendar) return null
  return (
    <section
      aria-label={texts.label}
      data-testid="quick-actions"
      className="flex shrink-0 flex-wrap gap-2 px-5 pb-2.5 max-sm:flex-nowrap max-sm:overflow-x-auto max-sm:px-4 max-sm:pt-0.5 max-sm:[scrollbar-width:none]"
    >
      <CopyCodes codes={sure} />
      <OpenLink links={actions} />
      {calendar && <CalendarInvite id={id} path={calendar.path} />}
      {leaves && <UnsubscribeInfo message={message} />}
    </section>
  )
}
