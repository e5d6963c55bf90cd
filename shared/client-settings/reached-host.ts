/** By which name others reach a listener. */

const WILDCARDS = ['0.0.0.0', '::', '[::]']

/** One on loopback or on every address is reached by the name that the page was reached by. @returns without brackets */
export function reachedHost(listening: string, pageHost: string): string {
  const isOwnHost =
    listening === 'localhost' || listening.startsWith('127.') || listening === '::1' || WILDCARDS.includes(listening)
  return (isOwnHost ? pageHost : listening).replace(/^\[|\]$/g, '')
}
