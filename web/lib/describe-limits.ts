/** What retention keeps, in a sentence and with the settings that change it. Limits are said as settings are written: powers of 1024. */
import { matchGlob } from '../../shared/glob.ts'
import type { EvictionReason } from '../../shared/model/event.ts'
import type { KeepLimits, ServerInfo } from '../../shared/model/server-info.ts'
import { formatQuantity } from './format-number.ts'

type Retention = ServerInfo['retention']

const SIZE_UNITS = ['octets', 'KiB', 'MiB', 'GiB']
const AGE_UNITS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
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
  if (all.size + own.size === 0 && !othersHaveOwn) return 'There is no limit now.'

  const places = [
    all.size > 0 && `${join(all.values(), 'and')}${own.size > 0 || othersHaveOwn ? ' for all mail' : ''}`,
    own.size > 0 && `${join(own.values(), 'and')} for ${mailbox}`,
  ].filter((place) => place !== false)
  const isOne = all.size + own.size === 1
  const limits = places.length > 0 && `${isOne ? 'The limit is' : 'The limits are'} ${places.join(', and ')}`
  const sentence = [limits, othersHaveOwn && (limits ? 'single mailboxes have their own' : 'Single mailboxes have limits')]
  const settings = [
    ...[...all.keys()].map((reason) => SETTINGS[reason]),
    ...(own.size > 0 || othersHaveOwn ? ['--mailbox-limits'] : []),
  ]
  return `${sentence.filter(Boolean).join('; ')}. Pinned messages stay. To keep more, set ${join(settings, 'or')}.`
}

/** What to say when a limit takes messages: undefined when that limit is not known. */
export function describeEviction(
  retention: Retention,
  { reason, mailbox }: { reason: EvictionReason; mailbox?: string | undefined },
): { title: string; detail: string } | undefined {
  const limits = mailbox === undefined ? retention.all : ownLimits(retention, mailbox)
  const limit = limitTexts(limits).get(reason)
  if (limit === undefined) return undefined
  const place = mailbox === undefined ? '' : ` in ${mailbox}`
  return {
    title: `Old messages${place} are removed to keep within ${limit}`,
    detail: `Pinned messages stay. To keep more, set ${mailbox === undefined ? SETTINGS[reason] : '--mailbox-limits'}.`,
  }
}

function ownLimits({ mailboxes }: Retention, mailbox: string | undefined): KeepLimits {
  if (mailbox === undefined) return {}
  return mailboxes.find(({ mailboxPattern }) => matchGlob(mailboxPattern, mailbox) !== undefined)?.limits ?? {}
}

function limitTexts({ storageOctets, messages, ageSeconds }: KeepLimits): Map<EvictionReason, string> {
  const texts = new Map<EvictionReason, string>()
  if (storageOctets !== undefined) texts.set('storage', formatBinarySize(storageOctets))
  if (messages !== undefined) texts.set('messages', formatQuantity(messages, 'message'))
  if (ageSeconds !== undefined) texts.set('age', `an age of ${formatAge(ageSeconds)}`)
  return texts
}

function formatBinarySize(octets: number): string {
  const unit = Math.min(SIZE_UNITS.length - 1, Math.floor(Math.log2(Math.max(octets, 1)) / 10))
  return `${round(octets / 1024 ** unit)} ${SIZE_UNITS[unit]}`
}

function formatAge(seconds: number): string {
  for (const [unitSeconds, noun] of AGE_UNITS)
    if (seconds >= unitSeconds) return formatQuantity(round(seconds / unitSeconds), noun)
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : formatQuantity(round(seconds), 'second')
}

function round(value: number): number {
  return Number(value.toFixed(1))
}

/** `a`, `a and b`, `a, b and c` */
function join(texts: Iterable<string>, word: 'and' | 'or'): string {
  const all = [...texts]
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} ${word} ${all.at(-1)}`
}
