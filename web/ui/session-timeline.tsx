/** What client and server said, in order, with the time each line took, and what is wrong with a line beside it. */
import { ArrowLeft, ArrowRight, Info, Mail } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { TranscriptLine } from '../../shared/model/session.ts'
import { cx } from '../lib/cx.ts'
import { formatDuration } from '../lib/format-time.ts'
import { takeLostFocus } from '../lib/take-lost-focus.ts'
import { withKeys } from '../lib/with-keys.ts'
import { sessionTexts } from '../texts/session.ts'
import { AppLink } from './app-link.tsx'
import { FindingNote } from './finding-note.tsx'

/** A pause that somebody would notice. */
const SLOW_MS = 1000

export interface SessionTimelineProps {
  lines: readonly TranscriptLine[]
  /** Number from 1 of the line to show first. */
  lineToShow?: number | undefined
  /** Absent where the message is what is being read. */
  messageHref?: ((id: string) => string) | undefined
  onOpenMessage?: ((id: string) => void) | undefined
}

export function SessionTimeline({ lines, lineToShow, messageHref, onOpenMessage }: SessionTimelineProps) {
  const shown = useRef<HTMLLIElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when another line is asked for
  useEffect(() => {
    if (!shown.current) return
    shown.current.scrollIntoView({ block: 'center' })
    takeLostFocus(shown.current)
  }, [lineToShow])
  return (
    <ol aria-label={sessionTexts.dialogue} data-testid="session-timeline" className="font-mono text-xs leading-5">
      {withKeys(lines, ({ offsetMs, from }) => `${offsetMs} ${from}`).map(({ key, item }, index) => {
        const before = lines[index - 1]
        return (
          <li
            key={key}
            ref={index + 1 === lineToShow ? shown : undefined}
            data-from={item.from}
            className={cx(
              // A command and what was answered belong together.
              item.from === 'client' && before?.from === 'server' && 'mt-1.5',
              index + 1 === lineToShow && 'jumped-to',
            )}
          >
            <Line line={item} pauseMs={before ? item.offsetMs - before.offsetMs : 0} isFirst={before === undefined}>
              {item.messageId !== undefined && messageHref && onOpenMessage && (
                <MessageLink id={item.messageId} href={messageHref(item.messageId)} onOpen={onOpenMessage} />
              )}
            </Line>
            {item.findings && (
              <ul className="mt-1 mb-2 ml-[5.75rem] flex flex-col gap-2 border-warning border-l-2 py-1 pl-3 font-sans max-sm:ml-5">
                {item.findings.map((finding) => (
                  <li key={finding.rule}>
                    <FindingNote finding={finding} />
                  </li>
                ))}
              </ul>
            )}
          </li>
        )
      })}
    </ol>
  )
}

const ICONS = { client: ArrowRight, server: ArrowLeft, note: Info }

interface LineProps {
  line: TranscriptLine
  pauseMs: number
  isFirst: boolean
  children: React.ReactNode
}

function Line({ line: { offsetMs, from, text }, pauseMs, isFirst, children }: LineProps) {
  const Icon = ICONS[from]
  return (
    <div className="flex items-start gap-2">
      <span
        className={cx('w-16 shrink-0 text-right tabular-nums max-sm:hidden', pauseMs >= SLOW_MS ? 'text-warning' : 'text-faint')}
        title={isFirst ? undefined : sessionTexts.waited(formatDuration(pauseMs))}
      >
        {isFirst ? formatDuration(offsetMs) : pauseMs > 0 && `+${formatDuration(pauseMs)}`}
      </span>
      <Icon
        className={cx('mt-1 size-3 shrink-0', from === 'client' ? 'text-accent' : 'text-faint')}
        aria-hidden
        strokeWidth={2}
      />
      <span className="sr-only">{sessionTexts[from]}: </span>
      <code
        className={cx(
          'min-w-0 whitespace-pre-wrap wrap-anywhere',
          from === 'client' ? 'text-text' : from === 'note' ? 'font-sans text-faint italic' : toneOf(text),
        )}
      >
        {text}
      </code>
      {children}
    </div>
  )
}

/** By the first digit of the reply code (RFC 5321 §4.2.1). */
function toneOf(reply: string): string {
  return reply.startsWith('5') ? 'text-danger' : reply.startsWith('4') ? 'text-warning' : 'text-muted'
}

function MessageLink({ id, href, onOpen }: { id: string; href: string; onOpen: (id: string) => void }) {
  return (
    <AppLink
      href={href}
      onFollow={() => onOpen(id)}
      data-testid="session-message"
      className="ml-1 inline-flex shrink-0 items-center gap-1 rounded px-1 font-sans text-accent hover:underline"
    >
      <Mail className="size-3" aria-hidden strokeWidth={2} />
      {sessionTexts.openMessage}
    </AppLink>
  )
}
