/** A link inside of the app: a plain click goes there without a reload, any other is the browser's own. */
import type { ComponentProps, MouseEvent } from 'react'

export function AppLink({ href, onFollow, ...rest }: ComponentProps<'a'> & { href: string; onFollow: () => void }) {
  function follow(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    onFollow()
  }
  return <a href={href} {...rest} onClick={follow} />
}
