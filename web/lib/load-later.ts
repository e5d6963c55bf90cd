/**
 * A part of the page whose code comes when it is first shown, or a moment before. Not `React.lazy`: that shows its fallback
 * also for code that is here, and keeps it for 300 ms, so that the first look at each tab would be at nothing.
 */
import { type ComponentType, createElement, type FunctionComponent, useEffect, useState } from 'react'

export interface LaterView<P extends object> extends FunctionComponent<P> {
  /** It is about to be shown. */
  preload: () => void
}

type Loaded<P extends object> = { view: ComponentType<P> } | { error: unknown }

/** Shows nothing until its code is here; when that does not come, the boundary of errors around it says so. */
export function loadLater<P extends object>(load: () => Promise<ComponentType<P>>): LaterView<P> {
  let known: Loaded<P> | undefined
  let coming: Promise<Loaded<P>> | undefined

  function get(): Promise<Loaded<P>> {
    coming ??= load().then(
      (view) => {
        known = { view }
        return known
      },
      (error: unknown) => {
        coming = undefined // it is asked for again
        return { error }
      },
    )
    return coming
  }

  function Later(props: P) {
    const [loaded, setLoaded] = useState(known)
    useEffect(() => {
      let isShown = true
      if (!loaded) void get().then((next) => isShown && setLoaded(next))
      return () => {
        isShown = false
      }
    }, [loaded])
    if (!loaded) return null
    if ('error' in loaded) throw loaded.error
    return createElement(loaded.view, props)
  }
  return Object.assign(Later, { preload: () => void get() })
}
