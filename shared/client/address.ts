/** Addresses that nobody has had before, so that a test sees its own mail only. */

export interface AddressOptions {
  /** How the local part begins, to be told apart in a list. */
  name?: string | undefined
  domain?: string | undefined
}

/** 32 letters and digits: each is 5 bits. Lower case, since apps like to make addresses so. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** By default at example.com: reserved (RFC 2606 §3), never delivered, and a name that checks of address forms accept. */
export function freshAddress({ name = 'mail', domain = 'example.com' }: AddressOptions = {}): string {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) => ALPHABET[octet % ALPHABET.length])
  return `${name}-${random.join('')}@${domain}`
}
