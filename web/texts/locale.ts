/**
 * The language of the page: whose rules numbers, dates and plurals follow, and the units of both. The words are in the files beside
 * this one; `lang` stands in index.html.
 */

/** `1,204.5` */
export const NUMBER_LOCALE = 'en-US'

/** The day before the month. */
export const DATE_LOCALE = 'en-GB'

/** Nouns come from the texts beside this file: a language whose plurals are not one more letter has a table of them here. */
export function inflect(noun: string, count: number): string {
  return count === 1 ? noun : `${noun}s`
}

export const unitTexts = {
  octets: 'B',
  kilooctets: 'kB',
  megaoctets: 'MB',
  gigaoctets: 'GB',
  now: 'now',
  milliseconds: (count: number) => `${count} ms`,
  seconds: (count: number | string) => `${count} s`,
  minutes: (count: number) => `${count} min`,
  hours: (count: number) => `${count} h`,
  /** `2 min 5 s` */
  both: (more: string, less: string) => `${more} ${less}`,
  /** `23 Nov 2026, 14:02` */
  dayAndTime: (day: string, time: string) => `${day}, ${time}`,
}
