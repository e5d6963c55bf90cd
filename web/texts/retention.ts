/** What the page says of what retention keeps, and of mail that it removed. */
import { formatQuantity } from '../lib/format-number.ts'

/** `a`, `a and b`, `a, b and c` */
function join(all: readonly string[], word: 'and' | 'or'): string {
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} ${word} ${all.at(-1)}`
}

const KEPT = 'Pinned messages stay.'
const keepMore = (settings: readonly string[]) => `To keep more, set ${join(settings, 'or')}.`

interface LimitsToTell {
  /** Of all mail, each in words. */
  all: readonly string[]
  /** Of the mailbox that is looked at. */
  own: readonly string[]
  mailbox: string | undefined
  othersHaveOwn: boolean
  /** That change them. */
  settings: readonly string[]
}

export const retentionTexts = {
  removed: (count: number) => `${formatQuantity(count, 'older message')} ${count === 1 ? 'was' : 'were'} removed`,
  none: 'There is no limit now.',
  /** `The limits are 2 GiB and an age of 7 days. Pinned messages stay. To keep more, set --max-storage or --max-age.` */
  limits({ all, own, mailbox, othersHaveOwn, settings }: LimitsToTell): string {
    const places = [
      all.length > 0 && `${join(all, 'and')}${own.length > 0 || othersHaveOwn ? ' for all mail' : ''}`,
      own.length > 0 && `${join(own, 'and')} for ${mailbox}`,
    ].filter((place) => place !== false)
    const isOne = all.length + own.length === 1
    const limits = places.length > 0 && `${isOne ? 'The limit is' : 'The limits are'} ${places.join(', and ')}`
    const others = othersHaveOwn && (limits ? 'single mailboxes have their own' : 'Single mailboxes have limits')
    return `${[limits, others].filter(Boolean).join('; ')}. ${KEPT} ${keepMore(settings)}`
  },
  age: (age: string) => `an age of ${age}`,
  removing: (limit: string, mailbox: string | undefined) =>
    `Old messages${mailbox === undefined ? '' : ` in ${mailbox}`} are removed to keep within ${limit}`,
  removingHelp: (setting: string) => `${KEPT} ${keepMore([setting])}`,
  sizeUnits: ['octets', 'KiB', 'MiB', 'GiB'],
  messages: (count: number) => formatQuantity(count, 'message'),
  days: (count: number) => formatQuantity(count, 'day'),
  hours: (count: number) => formatQuantity(count, 'hour'),
  minutes: (count: number) => formatQuantity(count, 'minute'),
  seconds: (count: number) => formatQuantity(count, 'second'),
}
