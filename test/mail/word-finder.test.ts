import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWordFinder } from '../../server/mail/word-finder.ts'

const LISTS = {
  other: { en: 'order*, promo code*, po box, account *nding', ja: 'クーポンコード, qrコード' },
  code: { en: '*code*, pin, 2fa', ja: 'コード, 認証', ar: 'رقم التحقق' },
}

test('words stand apart, grow where they may, and the first kind and the longest win', () => {
  const find = createWordFinder(LISTS)
  const said = (line: string) => find(line).map(({ kind, start, end }) => `${kind} ${line.slice(start, end)}`)
  expect(said('Your PASSCODES, not Promo-Codes of orders')).toEqual(['code PASSCODES', 'other Promo-Codes', 'other orders'])
  expect(said('pinned, spin, pin; po\tbox')).toEqual(['code pin', 'other po\tbox'])
  expect(said('İpin, 2FA, account pending')).toEqual(['code 2FA', 'other account pending'])
  expect(said('あなたの認証コードとクーポンコード')).toEqual(['code 認証', 'code コード', 'other クーポンコード'])
})

/** What it stands for. */
function findByExpression(line: string): string[] {
  const spaced = (words: string) => `(?<![\\p{L}\\p{M}])(?:${words})(?![\\p{L}\\p{M}])`
  const other = `クーポンコード|qrコード|${spaced('account[\\s-]\\p{L}*nding|promo[\\s-]code\\p{L}*|order\\p{L}*|po[\\s-]box')}`
  const code = `رقم[\\s-]التحقق|コード|認証|${spaced('\\p{L}*code\\p{L}*|pin|2fa')}`
  return Array.from(
    line.replaceAll('İ', 'i').matchAll(new RegExp(`(${other})|(${code})`, 'giu')),
    ({ 0: word, 1: isOther, index }) => `${isOther === undefined ? 'code' : 'other'} ${index} ${index + word.length}`,
  )
}

test('it says what one expression of all words would say (property)', () => {
  const find = createWordFinder(LISTS)
  const piece = fc.constantFrom(
    ...[
      'order',
      'Orders',
      'promo',
      'code',
      'CODE',
      'po',
      'box',
      'account',
      'ending',
      'pin',
      '2fa',
      '1',
      's',
      'é',
      'e\u0301',
      'İ',
      '𝒜',
    ],
    ...['クーポン', 'コード', 'qr', '認証', 'رقم', 'التحقق', ' ', ' ', '-', '\t', '\u00a0', '.', '(', '_', "'"],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const line = pieces.join('')
      expect(find(line).map(({ kind, start, end }) => `${kind} ${start} ${end}`)).toEqual(findByExpression(line))
    }),
    { numRuns: 5000 },
  )
})
