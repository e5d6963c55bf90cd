/** A part that scrolls by itself: named, and reachable with the keyboard, so that keys can scroll it (WCAG 2.1.1). */
import type { ComponentProps } from 'react'
import { cx } from '../lib/cx.ts'

export function ScrollRegion({ className, ...rest }: ComponentProps<'section'> & { 'aria-label': string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above; browsers give scrollers focus unevenly
    <section tabIndex={0} className={cx('min-h-0 flex-1 focus-visible:outline-offset-[-2px]', className)} {...rest} />
  )
}
