/** Writes ASN.1 in DER (X.690), as much of it as a certificate needs. Reads nothing. */

const LONG_FORM = 0x80

/** A value with its tag and its length in front. */
export function element(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag, ...lengthOctets(content.length)]), content])
}

/** X.690 §8.1.3, in the shortest form (§10.1). */
function lengthOctets(length: number): number[] {
  if (length < LONG_FORM) return [length]
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return [LONG_FORM | octets.length, ...octets]
}

export const sequence = (...values: Uint8Array[]): Buffer => element(0x30, ...values)
export const set = (...values: Uint8Array[]): Buffer => element(0x31, ...values)
export const octetString = (...octets: Uint8Array[]): Buffer => element(0x04, ...octets)
export const utf8String = (text: string): Buffer => element(0x0c, Buffer.from(text))
export const TRUE: Buffer = element(0x01, Buffer.from([0xff]))

/** Of a positive number, most significant octet first. */
export function integer(octets: Uint8Array): Buffer {
  const start = octets.findIndex((octet) => octet !== 0)
  const digits = start < 0 ? new Uint8Array(1) : octets.subarray(start)
  // The first bit is the sign (X.690 §8.3.3).
  return element(0x02, Buffer.from((digits[0] ?? 0) > 0x7f ? [0] : []), digits)
}

/** @param unusedBits how many of the last octet do not count */
export function bitString(octets: Uint8Array, unusedBits = 0): Buffer {
  return element(0x03, Buffer.from([unusedBits]), octets)
}

/** `2.5.29.17` */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left % 128) | LONG_FORM)
    return digits
  })
  return element(0x06, Buffer.from(octets))
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280 §4.1.2.5); whole seconds. */
export function time(atMs: number): Buffer {
  const digits = `${new Date(atMs).toISOString().replace(/\D/g, '').slice(0, 14)}Z`
  return digits < '2050' ? element(0x17, Buffer.from(digits.slice(2))) : element(0x18, Buffer.from(digits))
}

/** `[number]`, of a value whose own tag it stands in for, or around values. */
export function context(number: number, { constructed }: { constructed: boolean }, ...contents: Uint8Array[]): Buffer {
  return element(LONG_FORM | (constructed ? 0x20 : 0) | number, ...contents)
}
