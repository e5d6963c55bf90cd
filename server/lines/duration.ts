/** How long, as the reason of a session says it: `5 m`, `1.5 s`. */
export function toDuration(ms: number): string {
  return ms % 60_000 === 0 ? `${ms / 60_000} m` : `${ms / 1000} s`
}
