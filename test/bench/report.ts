/** What a section measured: lines of a table, some with a budget of this program. */

export interface BenchOptions {
  /** Share of the usual counts: less than 1 only tries the bench out. */
  scale: number
  /** Where the package maildev is installed. */
  maildev: string | undefined
}

export interface Line {
  what: string
  measured: string
  /** As a person reads it: `≤ 10 ms`. */
  budget?: string
  met?: boolean
}

export interface Report {
  lines: Line[]
  /** @param budget of this program; without one it is a number that explains another */
  tell: (what: string, measured: string, budget?: Budget) => void
}

interface Budget {
  text: string
  met: boolean
}

type Format = (value: number) => string

export function createReport(): Report {
  const lines: Line[] = []
  return {
    lines,
    tell(what, measured, budget) {
      lines.push({ what, measured, ...(budget && { budget: budget.text, met: budget.met }) })
      process.stderr.write(`  ${what}: ${measured}${budget && !budget.met ? `, budget ${budget.text}` : ''}\n`)
    },
  }
}

/** @param label of the value, where the line tells several: `p99 ` */
export function atMost(value: number, limit: number, format: Format, label = ''): Budget {
  return { text: `${label}≤ ${format(limit)}`, met: value <= limit }
}

export function atLeast(value: number, limit: number, format: Format): Budget {
  return { text: `≥ ${format(limit)}`, met: value >= limit }
}

export const perSecond: Format = (value) => `${Math.round(value).toLocaleString('en')}/s`
export const ms: Format = (value) => `${Number(value.toFixed(value < 100 ? 1 : 0))} ms`
export const seconds: Format = (value) => `${(value / 1000).toFixed(1)} s`
export const percent: Format = (value) => `${Math.round(value * 100)} %`
export const times: Format = (value) => `${Number(value.toFixed(1))} ×`
export const megabytes: Format = (value) => `${Math.round(value)} MB`

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** `p50 1.2 ms · p99 3.4 ms` */
export function spread(values: readonly number[], high = 0.95): string {
  return `p50 ${ms(median(values))} · p${high * 100} ${ms(percentile(values, high))}`
}

/** @returns milliseconds of each run, one after the other */
export async function timeEach(count: number, run: () => Promise<unknown>): Promise<number[]> {
  const durations: number[] = []
  for (let i = 0; i < count; i++) durations.push(await timed(run))
  return durations
}

export async function timed(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await run()
  return performance.now() - begun
}
