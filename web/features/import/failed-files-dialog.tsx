/** Which files were not added, and why. */
import { importTexts } from '../../texts/import.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import type { AddResult } from './add-mail.ts'

/** Of one reason. */
const MAX_SHOWN = 100

export function FailedFilesDialog({ result, onClose }: { result: AddResult; onClose: () => void }) {
  const { added, failed, stopped } = result
  const reasons = Map.groupBy(failed, ({ reason }) => reason)
  return (
    <Dialog title={importTexts.failedTitle(failed.length)} open onOpenChange={onClose} className="max-w-lg">
      <p className="mb-3 text-muted" data-testid="import-added">
        {importTexts.failedSummary(added, stopped)}
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
            {files.length > MAX_SHOWN && <li className="text-muted">{importTexts.more(files.length - MAX_SHOWN)}</li>}
          </ul>
        </section>
      ))}
      <div className="mt-5 flex justify-end">
        <Button onClick={onClose}>{importTexts.close}</Button>
      </div>
    </Dialog>
  )
}
