/**
 * What Thunderbird, K-9 Mail, Evolution and KMail ask a domain for: `config-v1.1.xml`
 * (https://www.ietf.org/archive/id/draft-ietf-mailmaint-autoconfig-00.html).
 */
import type { ClientSettings, ServerSettings } from '../../../shared/client-settings/client-settings.ts'
import { type Xml, xml } from './xml.ts'

const SOCKETS = { none: 'plain', starttls: 'STARTTLS', tls: 'SSL' }

/** The address that somebody typed is nowhere in it: the client puts it in the place of `%EMAILADDRESS%`. */
export function writeThunderbirdConfig({ incoming, outgoing }: ClientSettings, domain: string): string {
  const { xml: document } = xml`<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <emailProvider id="${domain}">
    <domain>${domain}</domain>
    <displayName>Mailmitt</displayName>
    <displayShortName>Mailmitt</displayShortName>
${incoming.map((server) => serverElement('incomingServer', server))}
${outgoing.map((server) => serverElement('outgoingServer', server))}
  </emailProvider>
</clientConfig>
`
  return document
}

function serverElement(name: 'incomingServer' | 'outgoingServer', server: ServerSettings): Xml {
  const { protocol, host, port, security, password } = server
  const element = { xml: name }
  const signIn =
    password === 'none'
      ? xml`<authentication>none</authentication>`
      : xml`<authentication>password-cleartext</authentication>
      <username>%EMAILADDRESS%</username>`
  return xml`    <${element} type="${protocol}">
      <hostname>${host}</hostname>
      <port>${port}</port>
      <socketType>${SOCKETS[security]}</socketType>
      ${signIn}${protocol === 'pop3' ? KEEP : NOTHING}
    </${element}>`
}

const NOTHING = xml``
const KEEP = xml`
      <pop3>
        <leaveMessagesOnServer>true</leaveMessagesOnServer>
      </pop3>`
