/** What a list shows, as one file: which kinds there are and what each is for. */
import { Download } from 'lucide-react'
import type { RefObject } from 'react'
import type { ExportFormat } from '../../../shared/model/export.ts'
import { useApi } from '../../api/api.ts'
import { type ListScope, toQuery } from '../../api/list-scope.ts'
import { Dialog } from '../../ui/dialog.tsx'

const FORMATS = [
  { format: 'zip', name: 'Zip', help: 'An .eml file for each message, in a folder for each mailbox' },
  { format: 'mbox', name: 'mbox', help: 'One file that mail programs import' },
  { format: 'ndjson', name: 'ndjson', help: 'What the API tells of each message, a line of JSON each, without attachments' },
] as const satisfies { format: ExportFormat; name: string; help: string }[]

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
  const place = scope.mailbox === undefined || ids ? '' : ` from ${scope.mailbox}`
  return (
    <Dialog title={`Export ${quantity}${place}`} open onOpenChange={onClose} {...(button && { returnFocus: button })}>
      {scope.q !== undefined && !ids && (
        <p className="mb-3 wrap-anywhere">
          All that <span className="rounded bg-sunken px-1 py-0.5 font-mono text-xs">{scope.q}</span> finds.
        </p>
      )}
      <ul className="-mx-2">
        {FORMATS.map(({ format, name, help }) => (
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
                <span className="block font-medium">{name}</span>
                <span className="block text-muted text-xs">{help}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
