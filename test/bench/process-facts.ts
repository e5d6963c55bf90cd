/** What the system knows about a running process: its memory and its processor time. From /proc, so Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

/** `USER_HZ`, in which the kernel tells processor time: 100 on every platform that Node runs on. */
const TICKS_PER_SECOND = 100

/** @returns MB of resident memory: now, or the most there ever was */
export function residentMegabytes(pid: number, which: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  const [, kibibytes] = new RegExp(`${which}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kibibytes ?? Number.NaN) / 1024
}

/** Milliseconds of processor time since the start, of the process and of its threads by name. */
export interface ProcessorTime {
  whole: number
  threads: ReadonlyMap<string, number>
}

export function processorTime(pid: number): ProcessorTime {
  const threads = new Map<string, number>()
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const { name, milliseconds } = readStat(`/proc/${pid}/task/${thread}/stat`)
    threads.set(name, (threads.get(name) ?? 0) + milliseconds)
  }
  return { whole: readStat(`/proc/${pid}/stat`).milliseconds, threads }
}

/** Milliseconds of processor time since whatever start: of all cores together, and of this process with its ended children. */
export function machineTime(): { all: number; busy: number; ours: number } {
  const [, line = ''] = /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8')) ?? []
  // user nice system idle iowait irq softirq steal
  const ticks = line.split(' ').slice(0, 8).map(Number)
  const all = ticks.reduce((sum, tick) => sum + tick, 0)
  const [, , , idle = 0, ioWait = 0] = ticks
  const { milliseconds, ofChildren } = readStat('/proc/self/stat')
  return { all: toMilliseconds(all), busy: toMilliseconds(all - idle - ioWait), ours: milliseconds + ofChildren }
}

/** proc(5): the name in brackets is field 2 and may hold anything; utime and stime are fields 14 and 15, those of children 16 and 17. */
function readStat(path: string): { name: string; milliseconds: number; ofChildren: number } {
  const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(path, 'utf8')) ?? []
  const [utime = 0, stime = 0, childrenUtime = 0, childrenStime = 0] = rest.split(' ').slice(11, 15).map(Number)
  return { name, milliseconds: toMilliseconds(utime + stime), ofChildren: toMilliseconds(childrenUtime + childrenStime) }
}

function toMilliseconds(ticks: number): number {
  return (ticks * 1000) / TICKS_PER_SECOND
}

/** As `0.81 ms: main 0.31, parser 0.22`, for each of `count` mails; threads that took nearly nothing are left out. */
export function perMail(before: ProcessorTime, after: ProcessorTime, count: number): string {
  const threads = [...after.threads]
    .map(([name, milliseconds]) => ({ name, share: (milliseconds - (before.threads.get(name) ?? 0)) / count }))
    .filter(({ share }) => share >= 0.01)
    .sort((a, b) => b.share - a.share)
  return `${((after.whole - before.whole) / count).toFixed(2)} ms: ${threads.map(({ name, share }) => `${name} ${share.toFixed(2)}`).join(', ')}`
}
