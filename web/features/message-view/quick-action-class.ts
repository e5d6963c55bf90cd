/** One look for what the mail asks for, whether it is a button or a link. */
export const quickActionClass =
  'flex h-9 min-w-0 max-w-full max-sm:max-w-[78vw] max-sm:shrink-0 items-center gap-2 rounded-(--radius-control) border border-line-strong bg-surface px-3 text-sm transition-colors hover:bg-hover data-[state=open]:bg-hover [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted'
