/** The servers that a message went through, the first one first, with the time between them. */
import { useMemo } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import { cx } from '../../lib/cx.ts'
import { formatAbsoluteTime, formatDuration } from '../../lib/format-time.ts'
import { type Hop, parseReceived } from '../../lib/received.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { headerTexts } from '../../texts/headers.ts'

/** More than any mail has that is no loop. */
const MAX_HOPS = 50

export function ReceivedHops({ message: { headers, receivedAt } }: { message: Pick<Message, 'headers' | 'receivedAt'> }) {
  const hops = useMemo(
    () =>
      headers
        .filter(({ name }) => name.toLowerCase() === 'received')
        .slice(0, MAX_HOPS)
        .map(({ value }) => parseReceived(value))
        .reverse(),
    [headers],
  )
  if (hops.length === 0) return null
  const here: Hop = {
    ...{ from: '', by: headerTexts.hopHere, with: '', id: '', for: '' },
    date: '',
    time: Date.parse(receivedAt),
  }
  const all = [...hops, here]
  return (
    <section aria-label={headerTexts.hops} data-testid="hops" className="mt-7">
      <h3 className="mb-2 font-semibold">
        {headerTexts.hops} <span className="font-normal text-faint tabular-nums">{hops.length}</span>
      </h3>
      <ol className="border-line border-t pt-3">
        {withKeys(all, ({ by, date }) => `${by} ${date}`).map(({ key, item: hop }, index) => (
          <li key={key} className="relative flex gap-3 pb-3 pl-5 last:pb-0">
            <span
              className={cx(
                'absolute top-1.5 left-0.5 size-2 rounded-full border-2',
                hop === here ? 'border-accent bg-accent' : 'border-line-strong bg-surface',
              )}
              aria-hidden="true"
            />
            {index < all.length - 1 && (
              <span className="absolute top-4 bottom-0 left-[5px] w-px bg-line-strong" aria-hidden="true" />
            )}
            <div className="min-w-0 grow wrap-anywhere">
              <p>
                <span className="font-medium">{hop.by || headerTexts.hopUnknown}</span>
                <Since hop={hop} before={all[index - 1]} />
              </p>
              <p className="text-muted text-xs">
                {[
                  hop.from && `${headerTexts.hopFrom} ${hop.from}`,
                  hop.with && `${headerTexts.hopWith} ${hop.with}`,
                  hop.for && `${headerTexts.hopFor} ${hop.for}`,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
              <p className="text-faint text-xs tabular-nums">
                {hop.time === undefined ? hop.date || headerTexts.noTime : formatAbsoluteTime(new Date(hop.time).toISOString())}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Since({ hop: { time }, before }: { hop: Hop; before: Hop | undefined }) {
  if (time === undefined || before?.time === undefined) return null
  const ms = time - before.time
  return (
    <span className={cx('ml-2 text-xs tabular-nums', ms < 0 ? 'text-warning' : 'text-faint')}>
      {ms < 0 ? headerTexts.clockBehind(formatDuration(-ms)) : `+${formatDuration(ms)}`}
    </span>
  )
}
