/** Makes X.509 certificates (RFC 5280): that of a local CA, and those it signs for a server. Keeps nothing. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  X509Certificate,
} from 'node:crypto'
import { isIP, isIPv4 } from 'node:net'
import { newSecret } from '../clock.ts'
import { bitString, context, integer, objectIdentifier, octetString, sequence, set, TRUE, time, utf8String } from './der.ts'

/** Both in PEM. */
export interface Certificate {
  certificate: string
  privateKey: string
}

export interface Validity {
  fromMs: number
  untilMs: number
}

const ORGANIZATION = 'Mailmitt'
const MAX_COMMON_NAME = 64
const SERIAL_OCTETS = 16

const ECDSA_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'))
/** The first bits of keyUsage, with how many of the octet are not used (RFC 5280 §4.2.1.3). */
const DIGITAL_SIGNATURE = bitString(Buffer.from([0b1000_0000]), 7)
const CERT_AND_CRL_SIGN = bitString(Buffer.from([0b0000_0110]), 1)
const SERVER_AUTH = objectIdentifier('1.3.6.1.5.5.7.3.1')

/** A CA that signs servers and no other CA. @param name to be told from others by, in lists of what is trusted */
export function issueAuthority(name: string, validity: Validity): Certificate {
  const { publicKey, privateKey } = newKeys()
  const subject = name.slice(0, MAX_COMMON_NAME)
  const extensions = [
    extension('2.5.29.19', sequence(TRUE, integer(Buffer.from([0]))), { critical: true }),
    extension('2.5.29.15', CERT_AND_CRL_SIGN, { critical: true }),
    extension('2.5.29.14', octetString(keyIdentifier(publicKey))),
  ]
  return issue({ subject, publicKey, extensions, validity }, { subject, privateKey }, privateKey)
}

/** @param names host names, with `*.` for any below one, and IP addresses; at least one */
export function issueServer(authority: Certificate, names: readonly string[], validity: Validity): Certificate {
  const { publicKey, privateKey } = newKeys()
  const issuer = createPrivateKey(authority.privateKey)
  const extensions = [
    extension('2.5.29.19', sequence(), { critical: true }),
    extension('2.5.29.15', DIGITAL_SIGNATURE, { critical: true }),
    extension('2.5.29.37', sequence(SERVER_AUTH)),
    extension('2.5.29.17', sequence(...names.map(generalName))),
    extension('2.5.29.14', octetString(keyIdentifier(publicKey))),
    extension('2.5.29.35', sequence(context(0, { constructed: false }, keyIdentifier(createPublicKey(issuer))))),
  ]
  const subject = (names[0] ?? '').slice(0, MAX_COMMON_NAME)
  return issue({ subject, publicKey, extensions, validity }, { subject: commonNameOf(authority), privateKey: issuer }, privateKey)
}

interface Subject {
  subject: string
  publicKey: KeyObject
  extensions: Buffer[]
  validity: Validity
}

function issue(
  { subject, publicKey, extensions, validity }: Subject,
  issuer: { subject: string; privateKey: KeyObject },
  privateKey: KeyObject,
): Certificate {
  const toBeSigned = sequence(
    context(0, { constructed: true }, integer(Buffer.from([2]))), // version 3
    integer(Buffer.from(`01${newSecret(SERIAL_OCTETS - 1)}`, 'hex')),
    ECDSA_SHA256,
    distinguishedName(issuer.subject),
    sequence(time(validity.fromMs), time(validity.untilMs)),
    distinguishedName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    context(3, { constructed: true }, sequence(...extensions)),
  )
  const signature = bitString(sign('sha256', toBeSigned, issuer.privateKey))
  return {
    certificate: new X509Certificate(sequence(toBeSigned, ECDSA_SHA256, signature)).toString(),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function newKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
}

function extension(identifier: string, value: Buffer, { critical = false } = {}): Buffer {
  return sequence(objectIdentifier(identifier), ...(critical ? [TRUE] : []), octetString(value))
}

function distinguishedName(commonName: string): Buffer {
  const attribute = (identifier: string, text: string) => set(sequence(objectIdentifier(identifier), utf8String(text)))
  return sequence(attribute('2.5.4.10', ORGANIZATION), attribute('2.5.4.3', commonName))
}

function commonNameOf({ certificate }: Certificate): string {
  return String(new X509Certificate(certificate).toLegacyObject().subject.CN)
}

/** Any that is the same for the same key will do (RFC 5280 §4.2.1.2). */
function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20)
}

/** RFC 5280 §4.2.1.6: dNSName or iPAddress. */
function generalName(name: string): Buffer {
  return isIP(name)
    ? context(7, { constructed: false }, addressOctets(name))
    : context(2, { constructed: false }, Buffer.from(name, 'latin1'))
}

function addressOctets(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number))
  // Writes all of it in hexadecimal groups, with at most one gap.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (text: string) => text.split(':').filter((group) => group !== '')
  const first = groups(head)
  const last = groups(tail ?? '')
  const gap = Array.from({ length: 8 - first.length - last.length }, () => '0')
  return Buffer.from([...first, ...gap, ...last].map((group) => group.padStart(4, '0')).join(''), 'hex')
}
