/** Stands where older mail would be: how much of it retention has removed, and what to change to keep more. */
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api.ts'
import { infoQuery } from '../../api/info-queries.ts'
import { cx } from '../../lib/cx.ts'
import { describeLimits } from '../../lib/describe-limits.ts'
import { retentionTexts } from '../../texts/retention.ts'
import { SettingsText } from '../../ui/settings-text.tsx'

export function EvictionNote({
  count,
  mailbox,
  className,
}: {
  count: number
  /** `undefined` is all mail. */
  mailbox: string | undefined
  className?: string
}) {
  const { client } = useApi()
  const { data: info } = useQuery(infoQuery(client))
  if (count === 0) return null
  return (
    <div role="note" data-testid="eviction-note" className={cx('text-xs', className)}>
      <p className="text-muted tabular-nums">{retentionTexts.removed(count)}</p>
      {info && (
        <p className="mt-0.5 text-pretty text-faint wrap-anywhere">
          <SettingsText text={describeLimits(info.retention, mailbox)} />
        </p>
      )}
    </div>
  )
}
