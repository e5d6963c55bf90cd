/** One session in full, in the place of the reader: how it ended, what it brought, what was said. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ArrowLeft, ChevronDown, ChevronUp, PanelLeft, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Session, SessionOutcome } from '../../../shared/model/session.ts'
import { useApi } from '../../api/api.ts'
import { isNotFound } from '../../api/message-queries.ts'
import { sessionListQuery, sessionQuery, sessionsOf } from '../../api/session-queries.ts'
import { isFocusGone } from '../../lib/gone-focus.ts'
import { isFocusLost } from '../../lib/take-lost-focus.ts'
import { columnTexts } from '../../texts/columns.ts'
import { PROTOCOL_LABELS, sessionTexts } from '../../texts/session.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { SessionDialogue } from '../../ui/session-dialogue.tsx'
import { SessionFacts } from '../../ui/session-facts.tsx'
import { SessionMessages } from './session-messages.tsx'

export interface SessionViewProps {
  id: string
  /** In one column the list is behind. */
  alone: boolean
  /** The list is out of reach. */
  takeFocus: boolean
  /** Given where the list is a drawer. */
  onShowList: (() => void) | undefined
  messageHref: (id: string) => string
  onOpenMessage: (id: string) => void
  /** Of the list beside it. */
  outcome: SessionOutcome | undefined
  onStep: (by: 1 | -1) => void
  onClose: () => void
}

export function SessionView({ id, alone, messageHref, onOpenMessage, outcome, ...rest }: SessionViewProps) {
  const { takeFocus, onShowList, onStep, onClose } = rest
  const { client } = useApi()
  const { data: session, error, refetch } = useQuery(sessionQuery(client, id))
  const { data: list } = useInfiniteQuery(sessionListQuery(client, outcome))
  const ids = sessionsOf(list?.pages ?? []).map((each) => each.id)
  const index = ids.indexOf(id)
  return (
    <article data-testid="session-view" data-id={id} className="@container flex min-h-0 flex-1 flex-col">
      <div className="flex h-12 shrink-0 items-center gap-0.5 border-line border-b px-3">
        {alone && (
          <IconButton icon={ArrowLeft} label={sessionTexts.back} shortcut="Esc" data-testid="action-back" onClick={onClose} />
        )}
        {onShowList && (
          <IconButton icon={PanelLeft} label={columnTexts.openList} data-testid="action-show-list" onClick={onShowList} />
        )}
        <span className="ml-auto" />
        <IconButton icon={ChevronUp} label={sessionTexts.previous} shortcut="k" disabled={index < 1} onClick={() => onStep(-1)} />
        <IconButton
          icon={ChevronDown}
          label={sessionTexts.next}
          shortcut="j"
          disabled={index === ids.length - 1}
          onClick={() => onStep(1)}
        />
        {!alone && <IconButton icon={X} label={sessionTexts.close} shortcut="Esc" data-testid="action-close" onClick={onClose} />}
      </div>
      {session ? (
        <SessionBody key={id} session={session} takeFocus={takeFocus} messageHref={messageHref} onOpenMessage={onOpenMessage} />
      ) : error && isNotFound(error) ? (
        <div className="fade-in flex flex-1 flex-col items-center justify-center gap-1 p-8 text-center">
          <p className="font-semibold text-base">{sessionTexts.gone}</p>
          <p className="max-w-sm text-balance text-muted">{sessionTexts.goneDetail}</p>
          <Button className="mt-3" onClick={onClose}>
            {sessionTexts.back}
          </Button>
        </div>
      ) : (
        error && <ErrorNote title={sessionTexts.loadOneFailed} error={error} onRetry={() => void refetch()} />
      )}
    </article>
  )
}

interface SessionBodyProps extends Pick<SessionViewProps, 'messageHref' | 'onOpenMessage'> {
  session: Session
  takeFocus: boolean
}

function SessionBody({ session, takeFocus, messageHref, onOpenMessage }: SessionBodyProps) {
  const { protocol, heloName, clientAddress, authenticatedAs, lines } = session
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // The link that led here may be gone with its view.
    if (takeFocus ? isFocusLost() : isFocusGone()) title.current?.focus({ preventScroll: true })
  }, [takeFocus])
  return (
    <ScrollRegion aria-label={sessionTexts.facts} className="overflow-y-auto px-5 pt-4 pb-8 max-sm:px-4">
      <h2 ref={title} tabIndex={-1} className="mb-4 font-semibold text-lg tracking-tight wrap-anywhere">
        {protocol === 'smtp' ? heloName || clientAddress : sessionTexts.mailClient(PROTOCOL_LABELS[protocol], authenticatedAs)}
      </h2>
      <SessionFacts session={session} />
      {session.messageIds.length > 0 && (
        <SessionMessages session={session} messageHref={messageHref} onOpenMessage={onOpenMessage} />
      )}
      <SessionDialogue lines={lines} messageHref={messageHref} onOpenMessage={onOpenMessage} />
    </ScrollRegion>
  )
}
