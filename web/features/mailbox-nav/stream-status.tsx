/** Whether new mail appears by itself, and what to look at when it does not. */
import { useApi } from '../../api/api.ts'
import { useStorageFault } from '../../api/use-storage-fault.ts'
import { cx } from '../../lib/cx.ts'
import { useStore } from '../../lib/external-store.ts'
import { navTexts } from '../../texts/nav.ts'

/** With the growing pauses between attempts this is some ten seconds. */
const FAILURES_BEFORE_HINT = 5

const FAILURES_BEFORE_STRIP = 2

export function StreamStatus() {
  const { status } = useStore(useApi().stream)
  return (
    <p
      role="status"
      data-testid="stream-status"
      data-status={status}
      className="flex h-8 items-center gap-2.5 px-2 text-muted text-xs"
    >
      <span
        className={cx('mx-1 size-2 shrink-0 rounded-full', status === 'open' ? 'bg-success' : 'pulse-dot bg-warning')}
        aria-hidden="true"
      />
      {navTexts.stream[status]}
    </p>
  )
}

/** For when the sidebar is out of sight: nothing while all is well, and nothing for a moment's break. */
export function OfflineStrip() {
  const { status, failures } = useStore(useApi().stream)
  if (status !== 'reconnecting' || failures < FAILURES_BEFORE_STRIP) return null
  return (
    <div data-testid="offline-strip" className="fade-in shrink-0 border-line border-t bg-canvas px-2 pt-1">
      <StreamStatus />
      <StreamHint />
    </div>
  )
}

export function StreamHint() {
  const { failures } = useStore(useApi().stream)
  const storageFault = useStorageFault()
  // The stream may wait for a storage that fails, and then that is what is said.
  if (failures < FAILURES_BEFORE_HINT || storageFault !== undefined) return null
  return (
    <p
      role="status"
      data-testid="stream-hint"
      className="fade-in mb-2 rounded-(--radius-control) bg-warning-soft px-2.5 py-2 text-warning text-xs"
    >
      {navTexts.streamHint}
    </p>
  )
}
