/** How a tag is written, wherever it comes from: a client, a field of the mail, a rule. */
import { MAX_TAG_CHARACTERS } from '../../shared/model/limits.ts'
import { foldForSearch } from '../../shared/search/fold.ts'

/** @returns NFC, white space folded, cut to what a tag may hold, without `*` at its end (a search for it would mean more); empty when nothing is left */
export function normalizeTagName(text: string): string {
  const name = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
  const cut = [...name.trim()]
    .slice(0, MAX_TAG_CHARACTERS)
    .join('')
    .replace(/[*\s]+$/, '')
  // Accents alone could not be searched for.
  return foldForSearch(cut) === '' ? '' : cut
}
