/** Notes on the document that somebody uses keys. A browser rings what has the focus before anybody has touched anything. */
export function noteKeyboard(): void {
  addEventListener('keydown', () => document.documentElement.setAttribute('data-keys', ''), { capture: true, once: true })
}
