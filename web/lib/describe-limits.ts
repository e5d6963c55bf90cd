/** What retention keeps, in a sentence and with the settings that change it. Limits are said as settings are written: powers of 1024. */
import { matchGlob } from '../../shared/glob.ts'
import type { EvictionReason } from '../../shared/model/event.ts'
import type { KeepLimits, ServerInfo } from '../../shared/model/server-info.ts'
import { unitTexts } from '../texts/locale.ts'
import { retentionTexts as texts } from '../texts/retention.ts'

type Retention = ServerInfo['retention']

const SIZE_UNITS = texts.sizeUnits
const AGE_UNITS = [
  [86_400, texts.days],
  [3600, texts.hours],
  [60, texts.minutes],
] as const

const SETTINGS = { storage: '--max-storage', messages: '--max-messages', age: '--max-age' } as const satisfies Record<
  EvictionReason,
  string
>

/** `The limits are 2 GiB and an age of 7 days. Pinned messages stay. To keep more, set --max-storage or --max-age.` */
export function describeLimits(retention: Retention, mailbox: string | undefined): string {
  const all = limitTexts(retention.all)
  const own = limitTexts(ownLimits(retention, mailbox))
  const othersHaveOwn = mailbox === undefined && retention.mailboxes.some(({ limits }) => limitTexts(limits).size > 0)
  if (all.size + own.size === 0 && !othersHaveOwn) return texts.none
  const settings = [
    ...[...all.keys()].map((reason) => SETTINGS[reason]),
    ...(own.size > 0 || othersHaveOwn ? ['--mailbox-limits'] : []),
  ]
  return texts.limits({ all: [...all.values()], own: [...own.values()], mailbox, othersHaveOwn, settings })
}

/** What to say when a limit takes messages: undefined when that limit is not known. */
export function describeEviction(
  retention: Retention,
  { reason, mailbox }: { reason: EvictionReason; mailbox?: string | undefined },
): { title: string; detail: string } | undefined {
  const limits = mailbox === undefined ? retention.all : ownLimits(retention, mailbox)
  const limit = limitTexts(limits).get(reason)
  if (limit === undefined) return undefined
  return {
    title: texts.removing(limit, mailbox),
    detail: texts.removingHelp(mailbox === undefined ? SETTINGS[reason] : '--mailbox-limits'),
  }
}

function ownLimits({ mailboxes }: Retention, mailbox: string | undefined): KeepLimits {
  if (mailbox === undefined) return {}
  return mailboxes.find(({ mailboxPattern }) => matchGlob(mailboxPattern, mailbox) !== undefined)?.limits ?? {}
}

function limitTexts({ storageOctets, messages, ageSeconds }: KeepLimits): Map<EvictionReason, string> {
  const told = new Map<EvictionReason, string>()
  if (storageOctets !== undefined) told.set('storage', formatBinarySize(storageOctets))
  if (messages !== undefined) told.set('messages', texts.messages(messages))
  if (ageSeconds !== undefined) told.set('age', texts.age(formatAge(ageSeconds)))
  return told
}

function formatBinarySize(octets: number): string {
  const unit = Math.min(SIZE_UNITS.length - 1, Math.floor(Math.log2(Math.max(octets, 1)) / 10))
  return `${round(octets / 1024 ** unit)} ${SIZE_UNITS[unit]}`
}

function formatAge(seconds: number): string {
  for (const [unitSeconds, inWords] of AGE_UNITS) if (seconds >= unitSeconds) return inWords(round(seconds / unitSeconds))
  return seconds < 1 ? unitTexts.milliseconds(Math.round(seconds * 1000)) : texts.seconds(round(seconds))
}

function round(value: number): number {
  return Number(value.toFixed(1))
}
