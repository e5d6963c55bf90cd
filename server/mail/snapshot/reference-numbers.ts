/** Numbers of orders, invoices and the like, found by the words before them: the next order has another. */

const NAMES =
  'order|invoice|receipt|ticket|booking|reservation|reference|ref|case|transaction|payment|tracking|shipment|customer|account|quote|' +
  'bestell(?:ung|nummer|nr)|auftrag(?:snummer|s-?nr)?|rechnung(?:snummer|s-?nr)?|kundennummer|buchung(?:snummer|scode)?|vorgang(?:snummer)?|' +
  'commande|facture|réservation|référence|pedido|factura|fattura|ordine|fatura|encomenda|bestelling|factuur|' +
  'sipariş|sipariş numaranız|takip|zamówieni[ea]|faktura|beställning|заказ[а]?|счёт|счет|παραγγελία'
const MARKS = 'number|no|nr|num|id|code|#|№|n[°º]|nummer|numéro|número|numero|numarası|numaranız|numer|номер'
const CJK = '(?:注文|受付|予約|請求書?|お問い合わせ|お客様|伝票|订单|訂單|发票|주문|예약|송장)(?:番号|号|编号|編號|번호)'
const VALUE = '#?((?:\\p{Lu}{1,5}[-/]?)?\\d[\\p{Lu}\\d]*(?:[-/][\\p{Lu}\\d]+){0,4})'
const BETWEEN = '[\\s:：#№.\\-–]{0,8}'

/** `Order no: 10482`, `Invoice INV-2026-00042` */
const NUMBERS = new RegExp(
  `(?:(?<![\\p{L}\\p{N}])(?:${NAMES})(${BETWEEN}(?:${MARKS})(?![\\p{L}]))?|${CJK}())(${BETWEEN})(?:is |ist |は)?${VALUE}(?![\\p{L}\\p{N}]|[.,:]\\d| ?[%€$£₺¥])`,
  'giu',
)
const MIN_DIGITS = 3
/** Without a word for a number between, a year and the like stand there as often. */
const MIN_UNMARKED_DIGITS = 5
const MAX_NUMBERS = 50
const MAX_CHARACTERS = 200_000

/** @param texts subject, text and the visible text of the HTML */
export function findReferenceNumbers(texts: readonly string[]): string[] {
  const found = new Set<string>()
  for (const text of texts)
    for (const [, mark, cjkMark, between = '', value = ''] of text.slice(0, MAX_CHARACTERS).matchAll(NUMBERS)) {
      if (found.size >= MAX_NUMBERS) break
      const digits = value.replace(/\D/g, '').length
      const isMarked = mark !== undefined || cjkMark !== undefined || /[:：#№\t]/.test(between)
      // `© 2026` stands in the same mail.
      const isDate = /^(?:19|20)\d\d(?:-\d\d-\d\d)?$/.test(value)
      if (!isDate && digits >= (isMarked ? MIN_DIGITS : MIN_UNMARKED_DIGITS)) found.add(value)
    }
  // The longest first, since one may begin with another.
  return [...found].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
}
