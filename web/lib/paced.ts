/** Work that is asked for much more often than it need be done. */

/** At least so many times as long as the work took it rests. */
const REST_FACTOR = 5

export interface PacedOptions {
  run: () => Promise<unknown>
  /** Resolves when somebody looks. */
  ready: () => Promise<void>
  pauseMs: number
}

/**
 * @returns to be called whenever there is something to do: it is done at once, then after a pause for all that was asked for
 *   meanwhile. The longer it takes, the longer the pause.
 */
export function createPaced({ run, ready, pauseMs }: PacedOptions): () => void {
  let isBusy = false
  let isAskedAgain = false

  async function go(): Promise<void> {
    isBusy = true
    await ready()
    isAskedAgain = false
    const started = performance.now()
    await run()
    setTimeout(rested, Math.max(pauseMs, REST_FACTOR * (performance.now() - started)))
  }

  function rested(): void {
    isBusy = false
    if (isAskedAgain) void go()
  }

  return () => {
    if (isBusy) isAskedAgain = true
    else void go()
  }
}

export async function whenVisible(): Promise<void> {
  while (document.hidden) await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }))
}
