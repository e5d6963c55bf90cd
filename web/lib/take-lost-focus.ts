/**
 * A link that leads to another view is gone when that view is there, and the focus with it: what was led to, or what scrolls it,
 * takes it over, so that keys and screen readers go on from there (WCAG 2.4.3). A focus that somebody has is left alone, and a
 * page that was just loaded begins at its beginning.
 */
export function takeLostFocus(element: HTMLElement | null): void {
  if (!navigator.userActivation.hasBeenActive || document.activeElement !== document.body) return
  element?.closest<HTMLElement>('[tabindex]')?.focus({ preventScroll: true })
}

/** Nothing has it, or what has it is out of reach; on a page that was just loaded nothing is lost. */
export function isFocusLost(): boolean {
  if (!navigator.userActivation.hasBeenActive) return false
  const { activeElement, body } = document
  return activeElement === null || activeElement === body || activeElement.closest('[inert]') !== null
}
