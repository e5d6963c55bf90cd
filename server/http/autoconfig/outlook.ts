/** What Outlook asks a domain for: POX autodiscover (MS-OXDSCLI §2.2.3, §2.2.4). */
import type { ClientSettings, ServerSettings } from '../../../shared/client-settings/client-settings.ts'
import { unescapeXml, type Xml, xml } from './xml.ts'

const RESPONSE = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006'
const OUTLOOK_RESPONSE = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a'
const ENCRYPTION = { none: 'None', starttls: 'TLS', tls: 'SSL' }
const TYPES = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP' }

/** No parser of XML reads it: nothing in it can refer to anything. @returns undefined when it names no address */
export function readOutlookRequest(request: string): string | undefined {
  const [, text] = /<(?:\w{1,32}:)?EMailAddress\s{0,9}>([^<]{3,320})</i.exec(request) ?? []
  const address = text && unescapeXml(text.trim())
  return address && /^[^\s@]+@[^\s@]+$/.test(address) ? address : undefined
}

/** The best server of each protocol: Outlook takes one of each. */
export function writeOutlookConfig({ emailAddress, incoming, outgoing }: ClientSettings): string {
  const servers = [...incoming, ...outgoing]
  const best = servers.filter((server, i) => servers.findIndex(({ protocol }) => protocol === server.protocol) === i)
  return respond(xml`    <User>
      <DisplayName>${emailAddress}</DisplayName>
    </User>
    <Account>
      <AccountType>email</AccountType>
      <Action>settings</Action>
${best.map(protocolElement)}
    </Account>`)
}

/** Of a request that names no address (MS-OXDSCLI §2.2.4.1.1.2). */
export function writeOutlookError(): string {
  return respond(xml`    <Error>
      <ErrorCode>600</ErrorCode>
      <Message>Invalid Request</Message>
    </Error>`)
}

function respond(content: Xml): string {
  const { xml: document } = xml`<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="${RESPONSE}">
  <Response xmlns="${OUTLOOK_RESPONSE}">
${content}
  </Response>
</Autodiscover>
`
  return document
}

function protocolElement({ protocol, host, port, security, userName, password }: ServerSettings): Xml {
  return xml`      <Protocol>
        <Type>${TYPES[protocol]}</Type>
        <Server>${host}</Server>
        <Port>${port}</Port>
        <DomainRequired>off</DomainRequired>
        <LoginName>${userName ?? ''}</LoginName>
        <SPA>off</SPA>
        <SSL>${security === 'none' ? 'off' : 'on'}</SSL>
        <Encryption>${ENCRYPTION[security]}</Encryption>
        <AuthRequired>${password === 'none' ? 'off' : 'on'}</AuthRequired>
      </Protocol>`
}
