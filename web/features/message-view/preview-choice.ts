/** One look for each choice in the bar above the mail. */
export const choiceClass =
  'flex h-6 items-center gap-1.5 whitespace-nowrap rounded px-2 @max-md:min-w-6 @max-md:justify-center @max-md:px-1 text-faint tabular-nums transition-colors hover:text-text data-[state=on]:bg-selected data-[state=on]:font-medium data-[state=on]:text-text [&_svg]:size-3.5'
