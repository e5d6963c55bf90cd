/**
 * What a part of the page can do while it is on screen. Keys and the palette run it by its name and know nothing of where it is:
 * the reader offers to copy the code of the mail that it shows, and takes the offer back with it.
 */
import { createContext, useContext, useEffect } from 'react'
import { createStore, type ReadableStore } from './external-store.ts'
import { useLatest } from './use-latest.ts'

export type OfferName = 'copyCode' | 'openLink' | 'dark' | 'narrower' | 'wider'

export interface Offers {
  /** Those that stand now. */
  names: ReadableStore<ReadonlySet<OfferName>>
  /** @returns a function that takes it back */
  make: (name: OfferName, run: () => void) => () => void
  /** @returns false when nobody offers it */
  take: (name: OfferName) => boolean
}

export function createOffers(): Offers {
  const names = createStore<ReadonlySet<OfferName>>(new Set())
  const standing = new Map<OfferName, () => void>()
  return {
    names,
    make(name, run) {
      standing.set(name, run)
      names.set(new Set(standing.keys()))
      return () => {
        if (standing.get(name) !== run) return // another has taken its place
        standing.delete(name)
        names.set(new Set(standing.keys()))
      }
    },
    take(name) {
      const run = standing.get(name)
      run?.()
      return run !== undefined
    },
  }
}

export const OffersContext = createContext<Offers>(createOffers())

/** For as long as the component is there and `run` is given. */
export function useOffer(name: OfferName, run: (() => void) | undefined): void {
  const { make } = useContext(OffersContext)
  const latest = useLatest(run)
  const isOffered = run !== undefined
  useEffect(() => {
    if (isOffered) return make(name, () => latest.current?.())
  }, [make, name, isOffered, latest])
}
