/** Over everything while files are dragged: what letting go of them will do. */
import { MailPlus } from 'lucide-react'
import { importTexts } from '../../texts/import.ts'
import { Sentence } from '../../ui/sentence.tsx'

export function DropOverlay({ mailbox }: { mailbox: string | undefined }) {
  return (
    <div role="status" data-testid="drop-overlay" className="fade-in fixed inset-0 z-50 bg-canvas/92 p-3">
      <div className="flex h-full flex-col items-center justify-center rounded-xl border-2 border-accent border-dashed px-6 text-center">
        <MailPlus className="mb-3 size-8 text-accent" aria-hidden strokeWidth={1.5} />
        <p className="font-semibold text-lg">{importTexts.drop}</p>
        <p className="mt-1 max-w-md text-base text-muted wrap-anywhere">
          {mailbox === undefined ? (
            importTexts.dropByRule
          ) : (
            <Sentence of={importTexts.dropTo(<strong className="font-medium text-text">{mailbox}</strong>)} />
          )}
        </p>
      </div>
    </div>
  )
}
