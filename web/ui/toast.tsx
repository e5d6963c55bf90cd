/** Short notes at the foot of the screen: what happened, and the way back. */
import { lazy, type MouseEvent, type ReactElement, type ReactNode, Suspense } from 'react'
import { cx } from '../lib/cx.ts'
import { type ReadableStore, useStore } from '../lib/external-store.ts'
import { appTexts } from '../texts/app.ts'
import { SettingsText } from './settings-text.tsx'

const TOAST_BUTTON = 'h-7 shrink-0 rounded-(--radius-control) px-2.5 font-medium text-accent hover:bg-hover'

/** Comes after the first screen, which has nothing to say yet. */
const loadSonner = () => import('sonner')
const SonnerToaster = lazy(() => loadSonner().then(({ Toaster }) => ({ default: Toaster })))

export function Toaster() {
  return (
    <Suspense fallback={null}>
      <SonnerToaster position="bottom-right" visibleToasts={4} gap={8} offset={16} mobileOffset={12} />
    </Suspense>
  )
}

function Toast({ children, danger = false }: { children: ReactNode; danger?: boolean }) {
  return (
    <div
      className={cx(
        'flex w-88 max-sm:w-[calc(100vw-24px)] items-center gap-3 rounded-lg border bg-raised py-2 pr-2 pl-4 text-sm text-text',
        danger ? 'border-danger' : 'border-line-strong',
      )}
    >
      {children}
    </div>
  )
}

let made = 0

/** One that goes is still on its way out when the same is done again: each needs an id of its own. */
export function newToastId(): string {
  return `toast-${++made}`
}

function show(render: () => ReactElement, options: { id?: string; duration: number }): void {
  void loadSonner().then(({ toast }) => toast.custom(render, options))
}

/** Stays until it is undone or dismissed: whoever shows it knows when the time is up, or gives it. */
export function showUndo(id: string, text: string, onUndo: () => void, durationMs = Number.POSITIVE_INFINITY): void {
  const undo = (event: MouseEvent) => {
    giveFocusBack(event)
    dismissToast(id)
    onUndo()
  }
  show(
    () => (
      <Toast>
        <span className="min-w-0 grow truncate">{text}</span>
        <button type="button" data-testid="toast-undo" className={TOAST_BUTTON} onClick={undo}>
          {appTexts.undo}
        </button>
      </Toast>
    ),
    { id, duration: durationMs },
  )
}

/** Stays until it is stopped or dismissed. */
export function showProgress(id: string, text: string, progress: ProgressProps): void {
  const stop = (event: MouseEvent) => {
    giveFocusBack(event)
    dismissToast(id)
    progress.onStop()
  }
  show(
    () => (
      <Toast>
        <div className="min-w-0 grow py-0.5">
          <p className="truncate">{text}</p>
          <Progress {...progress} name={text} />
        </div>
        <button type="button" data-testid="toast-stop" className={TOAST_BUTTON} onClick={stop}>
          {appTexts.stop}
        </button>
      </Toast>
    ),
    { id, duration: Number.POSITIVE_INFINITY },
  )
}

/** At once: given back when the note has gone, it would be taken from whatever has been opened meanwhile, and a menu would close. */
function giveFocusBack({ currentTarget }: MouseEvent): void {
  if (currentTarget instanceof HTMLElement) currentTarget.blur()
}

interface ProgressProps {
  done: ReadableStore<number>
  total: number
  onStop: () => void
}

function Progress({ done, total, name }: ProgressProps & { name: string }) {
  const count = useStore(done)
  const label = appTexts.progress(count, total)
  return (
    <div className="mt-1 flex items-center gap-2">
      <div
        role="progressbar"
        aria-label={name}
        aria-valuenow={count}
        aria-valuemax={total}
        aria-valuetext={label}
        className="h-1 min-w-0 grow overflow-hidden rounded-full bg-line"
      >
        <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${(count / total) * 100}%` }} />
      </div>
      <p className="shrink-0 text-muted text-xs tabular-nums" data-testid="toast-progress">
        {label}
      </p>
    </div>
  )
}

export function dismissToast(id: string): void {
  void loadSonner().then(({ toast }) => toast.dismiss(id))
}

export function showError(title: string, error: unknown): void {
  showText(title, error instanceof Error ? error.message : String(error), { danger: true })
}

export function showNote(title: string, detail: string): void {
  showText(title, detail, { danger: false })
}

function showText(title: string, detail: string, { danger }: { danger: boolean }): void {
  show(
    () => (
      <Toast danger={danger}>
        <div className="min-w-0 grow py-0.5 wrap-anywhere">
          <p className="font-medium">{title}</p>
          <p className="line-clamp-4 text-muted text-xs">
            <SettingsText text={detail} />
          </p>
        </div>
      </Toast>
    ),
    { duration: 8000 },
  )
}
