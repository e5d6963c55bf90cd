/** The place of a row whose message is not here yet. */
export function RowSkeleton({ top }: { top: number }) {
  return (
    <div
      aria-hidden="true"
      className="absolute inset-x-0 top-0 flex h-19 flex-col justify-center gap-2.5 pr-4 pl-7 after:absolute after:right-0 after:bottom-0 after:left-7 after:h-px after:bg-line"
      style={{ transform: `translateY(${top}px)` }}
    >
      <div className="h-2.5 w-2/5 rounded bg-hover" />
      <div className="h-2.5 w-3/4 rounded bg-hover" />
      <div className="h-2 w-11/12 rounded bg-hover" />
    </div>
  )
}
