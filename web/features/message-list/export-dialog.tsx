/** What a list shows, as one file: which kinds there are and what each is for. */
import { Download } from 'lucide-react'
import type { RefObject } from 'react'
import type { ExportFormat } from '../../../shared/model/export.ts'
import { useApi } from '../../api/api.ts'
import { type ListScope, toQuery } from '../../api/list-scope.ts'
import { exportTexts as texts } from '../../texts/list-dialogs.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Sentence } from '../../ui/sentence.tsx'

const FORMATS = ['zip', 'mbox', 'ndjson'] as const satisfies ExportFormat[]

export interface ExportDialogProps {
  scope: ListScope
  /** Of those, only these. */
  ids: readonly string[] | undefined
  /** `1,204 messages` */
  quantity: string
  /** Where the focus goes back to; else to what had it before. */
  button: RefObject<HTMLElement | null> | undefined
  onClose: () => void
}

export function ExportDialog({ scope, ids, quantity, button, onClose }: ExportDialogProps) {
  const { client } = useApi()
  return (
    <Dialog
      title={texts.title(quantity, ids ? undefined : scope.mailbox)}
      open
      onOpenChange={onClose}
      {...(button && { returnFocus: button })}
    >
      {scope.q !== undefined && !ids && (
        <p className="mb-3 wrap-anywhere">
          <Sentence of={texts.found(<span className="rounded bg-sunken px-1 py-0.5 font-mono text-xs">{scope.q}</span>)} />
        </p>
      )}
      <ul className="-mx-2">
        {FORMATS.map((format) => (
          <li key={format}>
            <a
              href={client.exportUrl(format, ids ? { ids } : toQuery(scope))}
              download
              data-testid={`export-${format}`}
              className="flex items-center gap-3 rounded-(--radius-control) px-2 py-2 hover:bg-hover"
              onClick={onClose}
            >
              <Download className="size-4 shrink-0 text-muted" aria-hidden strokeWidth={1.75} />
              <span className="min-w-0">
                <span className="block font-medium">{texts.formats[format].name}</span>
                <span className="block text-muted text-xs">{texts.formats[format].help}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
