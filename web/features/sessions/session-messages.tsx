/** What a session brought: each message by its subject, in the order in which they came. */
import { useQuery } from '@tanstack/react-query'
import type { MessageSummary } from '../../../shared/model/message.ts'
import type { Session } from '../../../shared/model/session.ts'
import { useApi } from '../../api/api.ts'
import { sessionMessagesQuery } from '../../api/session-queries.ts'
import { cx } from '../../lib/cx.ts'
import { formatSize } from '../../lib/format-number.ts'
import { sessionTexts } from '../../texts/session.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'

/** Of a session that brought hundreds, enough to find one. */
const SHOWN = 50

interface SessionMessagesProps {
  session: Session
  messageHref: (id: string) => string
  onOpenMessage: (id: string) => void
}

export function SessionMessages({ session, messageHref, onOpenMessage }: SessionMessagesProps) {
  const { client } = useApi()
  const { data, error, refetch } = useQuery(sessionMessagesQuery(client, session, SHOWN))
  const { messageIds, messageCount } = session
  const ids = messageIds.slice(-SHOWN)
  return (
    <section className="mt-7" data-testid="brought-messages">
      <h3 className="mb-2 font-semibold">
        {sessionTexts.broughtBy} <span className="font-normal text-faint tabular-nums">{messageCount}</span>
      </h3>
      {messageCount > ids.length && (
        <p className="pb-1.5 text-faint text-xs">{sessionTexts.earlierMessages(messageCount - ids.length)}</p>
      )}
      {error ? (
        <ErrorNote title={sessionTexts.messagesFailed} error={error} onRetry={() => void refetch()} />
      ) : (
        <ul className="border-line border-t">
          {ids.map((id) => (
            // As high before its subject is known.
            <li key={id} className="h-8 border-line border-b">
              {data && (
                <Brought
                  id={id}
                  message={data.find((message) => message.id === id)}
                  href={messageHref(id)}
                  onOpen={onOpenMessage}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

interface BroughtProps {
  id: string
  /** Absent when it was deleted. */
  message: MessageSummary | undefined
  href: string
  onOpen: (id: string) => void
}

function Brought({ id, message, href, onOpen }: BroughtProps) {
  if (!message)
    return (
      <p className="flex h-full items-center gap-3 text-faint">
        <span className="grow">{sessionTexts.deletedMessage}</span>
        <code className="font-mono text-xs">{id}</code>
      </p>
    )
  return (
    <AppLink
      href={href}
      onFollow={() => onOpen(id)}
      data-testid="brought-message"
      data-id={id}
      className="-mx-2 flex h-full items-center gap-3 rounded-(--radius-control) px-2 hover:bg-hover"
    >
      <span className={cx('min-w-0 grow truncate text-accent', !message.subject && 'italic')} dir="auto">
        {message.subject || sessionTexts.noSubject}
      </span>
      <span className="shrink-0 text-faint text-xs tabular-nums">{formatSize(message.sizeOctets)}</span>
    </AppLink>
  )
}
