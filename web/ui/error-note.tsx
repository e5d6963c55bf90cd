/** What went wrong, in the place where the thing would have been, and the way to try again. */
import { RefreshCw, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { appTexts } from '../texts/app.ts'
import { Button } from './button.tsx'

export function ErrorNote({
  title,
  error,
  hint,
  onRetry,
  children,
}: {
  title: string
  error: Error
  /** What happens next without anyone's doing. */
  hint?: string | false
  onRetry?: () => void
  children?: ReactNode
}) {
  return (
    <div role="alert" className="fade-in flex h-full flex-col items-center justify-center gap-1 p-8 text-center">
      <TriangleAlert className="mb-2 size-6 text-danger" aria-hidden strokeWidth={1.5} />
      <p className="font-semibold text-base">{title}</p>
      <p className="max-w-sm text-muted wrap-anywhere">{error.message}</p>
      {hint && <p className="mt-1 max-w-sm text-muted">{hint}</p>}
      <div className="mt-3 flex gap-2">
        {onRetry && (
          <Button onClick={onRetry}>
            <RefreshCw aria-hidden strokeWidth={1.75} />
            {appTexts.retry}
          </Button>
        )}
        {children}
      </div>
    </div>
  )
}
