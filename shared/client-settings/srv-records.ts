/** DNS records by which clients find the servers of a domain (RFC 6186, RFC 8314 §5.1), as the lines of a zone file. */
import { type ClientSettings, isHostName, type ServerSettings } from './client-settings.ts'

/** A lower priority is tried first: TLS before the rest, IMAP before POP3 (RFC 6186 §3.4, RFC 8314 §5.1). */
const SERVICES = [
  { service: '_imaps', protocol: 'imap', isTls: true, priority: 0 },
  { service: '_imap', protocol: 'imap', isTls: false, priority: 10 },
  { service: '_pop3s', protocol: 'pop3', isTls: true, priority: 20 },
  { service: '_pop3', protocol: 'pop3', isTls: false, priority: 30 },
  { service: '_submissions', protocol: 'smtp', isTls: true, priority: 0 },
  { service: '_submission', protocol: 'smtp', isTls: false, priority: 10 },
] as const

/** In place of a domain that nobody has said. */
const EXAMPLE = 'example.test'

export function domainOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return isHostName(domain) && domain.includes('.') ? domain : EXAMPLE
}

export function writeSrvRecords({ emailAddress, incoming, outgoing }: ClientSettings): string {
  const domain = domainOf(emailAddress)
  const servers = [...incoming, ...outgoing]
  const lines = SERVICES.map(({ service, protocol, isTls, priority }) => {
    const server = servers.find((each) => each.protocol === protocol && (each.security === 'tls') === isTls)
    const name = `${service}._tcp.${domain}.`.padEnd(`_submissions._tcp.${domain}.`.length)
    // A target of one dot says that there is no such service (RFC 6186 §3.4).
    return server ? `${name} IN SRV ${priority} 1 ${server.port} ${targetOf(server, domain)}` : `${name} IN SRV 0 0 0 .`
  })
  const address = servers.find(({ host }) => !isHostName(host))
  return `${[...lines, ...(address ? [addressRecord(address, domain)] : [])].join('\n')}\n`
}

/** It is a name, and no address (RFC 2782). */
function targetOf({ host }: ServerSettings, domain: string): string {
  return `${isHostName(host) ? host : `mailmitt.${domain}`}.`
}

function addressRecord({ host }: ServerSettings, domain: string): string {
  return `mailmitt.${domain}. IN ${host.includes(':') ? 'AAAA' : 'A'} ${host}`
}
