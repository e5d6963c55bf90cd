/** Keeps the window of a search true: by a stream of its own that sends what matches, for as long as somebody looks. */
import { followStream } from '../../shared/client/events.ts'
import { type ListScope, toQuery } from './list-scope.ts'
import type { MessageWindow } from './message-window.ts'

export function followSearch(window: MessageWindow, scope: ListScope, baseUrl: string): MessageWindow {
  let onlookers = 0
  let wasFollowed = false
  let stop: (() => void) | undefined

  function start(): void {
    // Nobody told what left it meanwhile.
    if (wasFollowed) window.reload()
    wasFollowed = true
    stop = followStream({ baseUrl, scope: toQuery(scope), onEvent: window.apply })
  }

  return {
    ...window,
    subscribe(listener) {
      const unsubscribe = window.subscribe(listener)
      if (onlookers++ === 0) start()
      return () => {
        unsubscribe()
        if (--onlookers > 0) return
        stop?.()
        stop = undefined
      }
    },
  }
}
