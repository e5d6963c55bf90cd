/** Which files were not added, and why. */
import { formatCount, formatQuantity } from '../../lib/format-number.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import type { AddResult } from './add-mail.ts'

/** Of one reason. */
const MAX_SHOWN = 100

export function FailedFilesDialog({ result, onClose }: { result: AddResult; onClose: () => void }) {
  const { added, failed, stopped } = result
  const reasons = Map.groupBy(failed, ({ reason }) => reason)
  const title = `${formatQuantity(failed.length, 'file')} ${failed.length === 1 ? 'was' : 'were'} not added`
  return (
    <Dialog title={title} open onOpenChange={onClose} className="max-w-lg">
      <p className="mb-3 text-muted" data-testid="import-added">
        {stopped && 'You stopped it. '}
        {added === 0 ? 'No mail was added.' : `${formatQuantity(added, 'mail')} ${added === 1 ? 'was' : 'were'} added.`}
      </p>
      {[...reasons].map(([reason, files]) => (
        <section key={reason} className="mt-4 first-of-type:mt-0" data-testid="import-reason">
          <h3 className="font-medium wrap-anywhere">{reason}</h3>
          <ul className="mt-1 max-h-48 overflow-y-auto rounded-(--radius-control) bg-sunken px-3 py-2 font-mono text-xs">
            {files.slice(0, MAX_SHOWN).map(({ path }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, and nothing moves
              <li key={index} className="wrap-anywhere">
                <bdi>{path}</bdi>
              </li>
            ))}
            {files.length > MAX_SHOWN && <li className="text-muted">and {formatCount(files.length - MAX_SHOWN)} more</li>}
          </ul>
        </section>
      ))}
      <div className="mt-5 flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  )
}
