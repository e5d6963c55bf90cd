/** The certificate that mail is encrypted with, as a handshake takes it. */
import { createSecureContext, type SecureContext } from 'node:tls'
import type { Tls } from './tls.ts'

/** The context of the certificate that there is now: one is made for each, not for each connection. */
export function followMailContext(tls: Pick<Tls, 'mailCertificate' | 'onChange'>): () => SecureContext {
  let context: SecureContext | undefined
  tls.onChange(() => {
    context = undefined
  })
  return () => {
    const { certificate, privateKey } = tls.mailCertificate
    context ??= createSecureContext({ cert: certificate, key: privateKey })
    return context
  }
}
