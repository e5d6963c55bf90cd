/** Addresses in a line of text. */
import type { Address } from '../../shared/model/address.ts'

/** The name when there is one, the address otherwise. */
export function formatShortAddress({ displayName, addrSpec }: Address): string {
  return displayName || addrSpec
}

/** `ann@x.test`, `ann@x.test +3` */
export function formatFirstOf(texts: readonly string[]): string {
  const [first = ''] = texts
  return texts.length > 1 ? `${first} +${texts.length - 1}` : first
}
