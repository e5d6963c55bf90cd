/** The dialogue under its heading, to be read and copied. */
import type { TranscriptLine } from '../../shared/model/session.ts'
import { sessionTexts } from '../texts/session.ts'
import { CopyButton } from './copy-button.tsx'
import { SessionTimeline, type SessionTimelineProps } from './session-timeline.tsx'

const SIDES: Record<TranscriptLine['from'], string> = { client: 'C:', server: 'S:', note: '--' }

export function SessionDialogue(props: SessionTimelineProps) {
  const copy = () => props.lines.map(({ offsetMs, from, text }) => `${offsetMs} ms\t${SIDES[from]} ${text}`).join('\n')
  return (
    <section className="mt-7">
      <div className="mb-2 flex items-center justify-between">
        <h3 className="font-semibold">
          {sessionTexts.dialogue} <span className="font-normal text-faint tabular-nums">{props.lines.length}</span>
        </h3>
        <CopyButton text={copy} label={sessionTexts.copy} />
      </div>
      <SessionTimeline {...props} />
    </section>
  )
}
