/** The SMTP session that brought the message. */
import { useQuery } from '@tanstack/react-query'
import type { EsmtpParameter } from '../../../shared/model/envelope.ts'
import type { Message } from '../../../shared/model/message.ts'
import { useApi } from '../../api/api.ts'
import { isNotFound } from '../../api/message-queries.ts'
import { messageSessionQuery } from '../../api/session-queries.ts'
import { readNumberAnchor } from '../../lib/anchor.ts'
import { sessionTexts } from '../../texts/session.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { SessionDialogue } from '../../ui/session-dialogue.tsx'
import { SessionFacts } from '../../ui/session-facts.tsx'

export interface SessionTabProps {
  message: Message
  anchor: string | undefined
  sessionHref: (id: string) => string
  onOpenSession: (id: string) => void
}

export function SessionTab({ message, anchor, sessionHref, onOpenSession }: SessionTabProps) {
  const { client } = useApi()
  const hasSession = message.session !== undefined
  const { data: session, error, refetch } = useQuery({ ...messageSessionQuery(client, message.id), enabled: hasSession })
  if (!hasSession)
    return <None>{[sessionTexts.notBySmtp, message.origin !== 'smtp' && sessionTexts.origin[message.origin]]}</None>
  if (error && isNotFound(error)) return <None>{[sessionTexts.expiredOfMessage]}</None>
  if (error) return <ErrorNote title={sessionTexts.loadOneFailed} error={error} onRetry={() => void refetch()} />
  if (!session) return null
  return (
    <ScrollRegion aria-label={sessionTexts.facts} className="overflow-y-auto px-5 pt-4 pb-8 max-sm:px-4">
      <SessionFacts session={session}>
        <Parameters parameters={[...message.envelope.parameters.mail, ...message.envelope.parameters.rcpt.flat()]} />
      </SessionFacts>
      <p className="mt-4">
        <AppLink
          href={sessionHref(session.id)}
          onFollow={() => onOpenSession(session.id)}
          data-testid="open-session"
          className="rounded text-accent hover:underline"
        >
          {sessionTexts.openSession}
        </AppLink>
      </p>
      <SessionDialogue lines={session.lines} lineToShow={readNumberAnchor(anchor, 'line')} />
    </ScrollRegion>
  )
}

function None({ children }: { children: readonly (string | false)[] }) {
  return (
    <p data-testid="no-session" className="p-5 text-muted max-sm:px-4">
      {children.filter(Boolean).join(' ')}
    </p>
  )
}

/** Of MAIL and RCPT, each once. */
function Parameters({ parameters }: { parameters: readonly EsmtpParameter[] }) {
  const told = new Set(parameters.map(({ keyword, value }) => (value === undefined ? keyword : `${keyword}=${value}`)))
  if (told.size === 0) return null
  return (
    <div className="min-w-0">
      <dt className="text-faint text-xs">{sessionTexts.fact.parameters}</dt>
      <dd className="font-mono text-xs leading-5 wrap-anywhere">{[...told].slice(0, 20).join(' ')}</dd>
    </div>
  )
}
