/** Says that mail has come while the list was scrolled away. */
import { ArrowUp } from 'lucide-react'
import { listTexts } from '../../texts/list.ts'

export function NewPill({ count, onShow }: { count: number; onShow: () => void }) {
  if (count === 0) return null
  return (
    <button
      type="button"
      data-testid="new-pill"
      className="fade-in absolute top-2.5 left-1/2 z-10 inline-flex h-7 -translate-x-1/2 items-center gap-1.5 rounded-full bg-accent pr-3 pl-2.5 font-medium text-on-accent text-xs tabular-nums hover:bg-accent-hover"
      onClick={onShow}
    >
      <ArrowUp className="size-3.5" aria-hidden strokeWidth={2.25} />
      {listTexts.newOnes(count)}
    </button>
  )
}
