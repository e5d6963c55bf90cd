/** Whoever uses mod-sequences is told of them from then on (RFC 7162 §3.1). */
import type { Session } from './session.ts'

/** To be called before the answer of the command that switches them on. */
export function enableCondstore(session: Session): void {
  const { enabled, responses } = session
  if (enabled.has('CONDSTORE')) return
  enabled.add('CONDSTORE')
  // A client may have waited for this to learn the highest one, though SELECT tells it in any case.
  if (session.state === 'selected') responses.line(`* OK [HIGHESTMODSEQ ${session.selected.view.lastModseq}] Of the last change`)
}
