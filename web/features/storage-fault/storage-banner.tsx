/** Over everything while nothing can be stored: what happened, what senders are told, what to do. Goes by itself. */
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useStorageFault } from '../../api/use-storage-fault.ts'
import { storageFaultTexts as texts } from '../../texts/storage-fault.ts'

export function StorageBanner() {
  const fault = useStorageFault()
  const [hadFault, setHadFault] = useState(false)
  if (fault !== undefined && !hadFault) setHadFault(true)

  return (
    <>
      {fault !== undefined && (
        <div
          role="alert"
          data-testid="storage-banner"
          className="fade-in flex shrink-0 gap-3 border-danger border-b bg-danger-soft px-4 py-2.5"
        >
          <TriangleAlert className="mt-0.5 size-4 shrink-0 text-danger" aria-hidden strokeWidth={1.75} />
          <div className="min-w-0">
            <p className="wrap-anywhere">
              <strong className="font-semibold text-danger">{texts.title}</strong> {texts.cause(fault)}
            </p>
            <p className="text-muted text-xs">{texts.help}</p>
          </div>
        </div>
      )}
      <div role="status" className="sr-only">
        {hadFault && fault === undefined && texts.over}
      </div>
    </>
  )
}
