/** Chance for generators: the same throws for the same seed. */
import { createRandom } from '../harness/random.ts'

export interface Dice {
  /** From 0 to below 1. */
  random: () => number
  /** A whole number from 0 to below `limit`. */
  below: (limit: number) => number
  /** True so often: `chance(0.1)`. */
  chance: (share: number) => boolean
  pick: <T>(list: readonly T[]) => T
  /** So many of what `make` makes, at least `least`. */
  some: <T>(least: number, most: number, make: (i: number) => T) => T[]
  /** Octets as latin1 text. */
  octets: (length: number) => string
  /** 1 to 2^`power`; the longer the rarer. */
  length: (power: number) => number
}

export function createDice(seed: number): Dice {
  const random = createRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  return {
    random,
    below,
    chance: (share) => random() < share,
    pick: (list) => list[below(list.length)] as never,
    some: (least, most, make) => Array.from({ length: least + below(most - least + 1) }, (_, i) => make(i)),
    octets: (length) => String.fromCharCode(...Array.from({ length }, () => below(256))),
    length: (power) => Math.floor(2 ** (random() * power)),
  }
}

/** Another seed for each case, so that one can be made again without those before it. */
export function seedOf(seed: number, kind: string, number: number): number {
  let mixed = seed | 0
  for (const character of `${kind} ${number}`) mixed = Math.imul(mixed ^ character.charCodeAt(0), 0x01000193)
  return mixed
}

/** Text that programs stumble over. */
export const ODD_TEXTS: readonly string[] = [
  ...['', ' ', '\0', '\r\n', '\n', '\t', '%', '%00', '%zz', '%2e%2e%2f', '../../../../etc/passwd', '..', '.', '/', '//', '\\'],
  ...['null', 'undefined', 'NaN', 'true', '[object Object]', '__proto__', 'constructor', 'toString', 'hasOwnProperty'],
  ...['-1', '0', '1', '1.5', '1e9', '-0', '0x10', '99999999999999999999', 'Infinity', '1_000', '١٢٣'],
  ...[
    '"',
    "'",
    '`',
    '"" OR 1=1',
    "'; DROP TABLE message; --",
    '*',
    '?',
    '_',
    '%_%',
    '$1',
    '$&',
    '{{x}}',
    '<script>alert(1)</script>',
  ],
  ...['é', 'İ', 'ß', 'ſ', '東京', '한', '😀', '\ud800', '\udfff', '\u202e', '\ufeff', '\u2028', 'e\u0301', 'ﷺ', '\u0000a'],
  ...[
    'latest',
    'all',
    'default',
    'INBOX',
    'none',
    'xn--',
    'a@b.test',
    '<a@b.test>',
    'a'.repeat(300),
    '('.repeat(60),
    'ş'.repeat(200),
  ],
]

/** The text with a few of its places changed. */
export function mutateText(dice: Dice, text: string, pieces: readonly string[] = ODD_TEXTS): string {
  let mutated = text
  for (let i = dice.below(4); i >= 0; i--) {
    const at = dice.below(mutated.length + 1)
    const end = Math.min(mutated.length, at + dice.below(6))
    mutated = dice.pick([
      () => mutated.slice(0, at) + dice.pick(pieces) + mutated.slice(at),
      () => mutated.slice(0, at) + mutated.slice(end),
      () => mutated.slice(0, at) + mutated.slice(at, end).repeat(dice.length(8)) + mutated.slice(end),
      () => mutated.slice(0, at) + String.fromCharCode(dice.below(dice.chance(0.9) ? 256 : 65_536)) + mutated.slice(end),
      () => mutated.slice(0, at),
    ])()
  }
  return mutated
}
