/** Dates and times as mails write them, as the source of a regular expression: ISO 8601, RFC 5322, and by the names of months. */

const LOCALES = 'en de fr es pt it nl tr pl cs sk sl hr sv da nb fi hu ro id ca ru uk bg el lt lv et'.split(' ')
/** Short names of one language are words of another (`set`, `ago`, `mar`): elsewhere they count with a day and a year only. */
const SHORT = ['en']

/** What would carry a word or number on. Japanese and Chinese have no space behind a date. */
const WORD = '\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{N}'
const YEAR = '(?:19|20)\\d\\d'
const DAY = '(?:3[01]|[12]\\d|0?[1-9])'
const ORDINAL = '(?:st|nd|rd|th|er|[.ºª])?'
const GAP = '[ \\u00a0\\u202f]'
const ZONE = `(?:${GAP}?(?:Z|(?:UTC|GMT)?[+-]\\d{1,2}(?::?\\d\\d)?|[A-Z]{3,4})(?:${GAP}\\([A-Z]{1,5}\\))?)`
const CLOCK = `(?:2[0-3]|[01]?\\d)[:h][0-5]\\d(?::[0-5]\\d(?:[.,]\\d{1,9})?)?(?:${GAP}?(?:[AaPp]\\.[Mm]\\.|[AaPp][Mm]\\b))?${ZONE}?`
const CJK_CLOCK = `(?:午前|午後|上午|下午|오전|오후)?${GAP}?\\d{1,2}(?::\\d\\d(?::\\d\\d)?|[時时点시](?:${GAP}?\\d{1,2}[分분](?:\\d{1,2}秒)?)?)`
/** `, `, ` at `, ` um `: a short word at most. */
const BEFORE_CLOCK = `(?:,?${GAP}(?:\\p{L}{1,4}\\.?${GAP}){0,2}|,|T)`
const OF = `(?:${GAP}(?:de|of|del))?`

const NUMERIC = [
  `${YEAR}-(?:1[0-2]|0\\d)-${DAY}`,
  `${YEAR}[./](?:1[0-2]|0?\\d)[./]${DAY}`,
  `${DAY}\\.${GAP}?(?:1[0-2]|0?\\d)\\.${GAP}?${YEAR}`,
  `\\d{1,2}(?<dateSeparator>[/-])\\d{1,2}\\k<dateSeparator>${YEAR}`,
  '\\d{1,2}/\\d{1,2}/\\d\\d',
  `${YEAR}${GAP}?[年년]${GAP}?\\d{1,2}${GAP}?[月월](?:${GAP}?\\d{1,2}${GAP}?[日일])?(?:${GAP}?[（(]\\p{L}{1,3}[)）])?`,
  `\\d{1,2}${GAP}?[月월]${GAP}?\\d{1,2}${GAP}?[日일](?:${GAP}?[（(]\\p{L}{1,3}[)）])?`,
]

export const TIME = `(?<![${WORD}:.,])(?:${CLOCK.replace('[:h]', ':')}|${CJK_CLOCK})(?![${WORD}]|[:.,]\\d)`

/** Made when first asked for: asking for the names in all languages takes a fifth of a second. */
export function datePattern(): string {
  known ??= writeDatePattern()
  return known
}

let known: string | undefined

function writeDatePattern(): string {
  const months = [...namesOf('month', 'long', LOCALES), ...namesOf('month', 'short', SHORT)]
  const month = `(?:${alternatives(months)})\\.?`
  const anyMonth = `(?:${alternatives([...months, ...namesOf('month', 'short', LOCALES)])})\\.?`
  const weekday = `(?:${alternatives([...namesOf('weekday', 'long', LOCALES), ...namesOf('weekday', 'short', LOCALES)])})\\.?`
  const written = [
    `${DAY}${ORDINAL}${OF}${GAP}${anyMonth},?${OF}${GAP}${YEAR}`,
    `${DAY}-${anyMonth}-${YEAR}`,
    `${DAY}${ORDINAL}${OF}${GAP}${month}`,
    `${month}${GAP}${DAY}(?:st|nd|rd|th)?(?:,?${GAP}${YEAR})?`,
    `${month}${OF}${GAP}${YEAR}`,
    // Hungarian, Lithuanian, Latvian
    `${YEAR}\\.?${GAP}(?:m\\.${GAP}|gada${GAP})?${month}${GAP}${DAY}\\.?(?:${GAP}d\\.)?`,
  ]
  return `(?<![${WORD}])(?:${weekday},?${GAP})?(?:${[...NUMERIC, ...written].join('|')})(?:,?${GAP}${weekday}(?![${WORD}]))?(?:${BEFORE_CLOCK}${CLOCK}|${GAP}?${CJK_CLOCK})?(?![${WORD}]|[./-]\\d)`
}

/** As it stands alone and beside a day, where some languages inflect it; with a capital at the start of a sentence. */
function namesOf(part: 'month' | 'weekday', form: 'long' | 'short', locales: readonly string[]): Set<string> {
  const names = new Set<string>()
  for (const locale of locales)
    for (const options of [{ [part]: form }, { day: 'numeric' as const, month: 'long' as const, [part]: form }]) {
      const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
      for (let i = 0; i < 12; i++) {
        const date = part === 'month' ? Date.UTC(2026, i, 1) : Date.UTC(2026, 0, i + 1)
        const name =
          format
            .formatToParts(date)
            .find(({ type }) => type === part)
            ?.value.replace(/\.$/, '') ?? ''
        if (/^\p{L}{2,}$/u.test(name)) for (const each of [name, capitalised(name), name.toUpperCase()]) names.add(each)
      }
    }
  return names
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** The longest first, since the first that fits is taken. */
function alternatives(names: readonly string[]): string {
  return [...new Set(names)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join('|')
}
