/** Knows whether what had the focus is gone: on a page that was just loaded nothing had it, and a press beside everything puts it away. */
let last: Element | undefined

/** Once, when the app starts. */
export function followFocus(): void {
  const follow = () => {
    const { activeElement, body } = document
    if (activeElement && activeElement !== body) last = activeElement
  }
  window.addEventListener('focusin', follow)
  window.addEventListener('blur', follow) // to a frame
}

export function isFocusGone(): boolean {
  return document.activeElement === document.body && last !== undefined && !last.checkVisibility()
}
