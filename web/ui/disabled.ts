/**
 * A button that is disabled by its attribute while it has the focus loses it. This one keeps it, and its place in the tab order,
 * and does nothing.
 */
import type { ComponentProps } from 'react'

export function withoutAct({ disabled = false, onClick, ...rest }: ComponentProps<'button'>): ComponentProps<'button'> {
  if (!disabled) return { ...rest, onClick }
  return { ...rest, 'aria-disabled': true, onClick: (event) => event.preventDefault() } // nor does it send its form
}
