/** Marks the frame that Tab led into: in style sheets a frame of another origin has no `:focus`, whatever has it inside. */
export function markFrameFocus(): void {
  let isTabbing = false
  let marked: Element | undefined

  function mark(): void {
    const { activeElement } = document
    marked?.removeAttribute('data-focus')
    marked = isTabbing && activeElement instanceof HTMLIFrameElement ? activeElement : undefined
    marked?.setAttribute('data-focus', '')
  }

  function learn(byTab: boolean): void {
    if (isTabbing === byTab) return
    isTabbing = byTab
    mark()
  }

  window.addEventListener('keydown', ({ key }) => key === 'Tab' && learn(true), true)
  window.addEventListener('pointerdown', () => learn(false), true)
  // The window loses the focus to a frame in it too, and has it back before the frame seems to have lost it.
  for (const type of ['blur', 'focus', 'focusin']) window.addEventListener(type, mark)
}
