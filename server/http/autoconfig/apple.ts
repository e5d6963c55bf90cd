/** A configuration profile for the Mail of macOS and iOS (Apple, "Device Management: Mail"). Unsigned: the system says so. */
import { createHash } from 'node:crypto'
import type { ClientSettings } from '../../../shared/client-settings/client-settings.ts'
import { type Xml, xml } from './xml.ts'

type PlistValue = string | number | boolean | readonly PlistValue[] | { readonly [key: string]: PlistValue | undefined }

/** @returns undefined when there is nothing to read mail from */
export function writeAppleProfile({
  emailAddress,
  incoming: [incoming],
  outgoing: [outgoing],
}: ClientSettings): string | undefined {
  if (!incoming) return undefined
  const place = `${incoming.userName}@${incoming.host}:${incoming.port}`
  const { xml: document } = xml`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${plist({
  PayloadType: 'Configuration',
  PayloadVersion: 1,
  PayloadDisplayName: `Mailmitt (${incoming.userName})`,
  PayloadDescription: `Reads the mail that ${incoming.host} has caught.`,
  ...identify('profile', place),
  PayloadContent: [
    {
      PayloadType: 'com.apple.mail.managed',
      PayloadVersion: 1,
      PayloadDisplayName: 'Mailmitt',
      ...identify('account', place),
      EmailAccountDescription: `Mailmitt (${incoming.userName})`,
      EmailAccountType: incoming.protocol === 'imap' ? 'EmailTypeIMAP' : 'EmailTypePOP',
      EmailAddress: emailAddress,
      IncomingMailServerAuthentication: 'EmailAuthPassword',
      IncomingMailServerHostName: incoming.host,
      IncomingMailServerPortNumber: incoming.port,
      IncomingMailServerUseSSL: incoming.security !== 'none',
      IncomingMailServerUsername: incoming.userName,
      ...(outgoing && {
        OutgoingMailServerAuthentication: outgoing.password === 'none' ? 'EmailAuthNone' : 'EmailAuthPassword',
        OutgoingMailServerHostName: outgoing.host,
        OutgoingMailServerPortNumber: outgoing.port,
        OutgoingMailServerUseSSL: outgoing.security !== 'none',
        OutgoingMailServerUsername: outgoing.userName,
        OutgoingPasswordSameAsIncomingPassword: outgoing.password === 'any',
      }),
    },
  ],
})}
</plist>
`
  return document
}

/** The same settings have the same ids, so that a profile replaces itself (RFC 9562 §5.8). */
function identify(payload: string, place: string): { PayloadIdentifier: string; PayloadUUID: string } {
  const digest = createHash('sha256').update(`${payload} ${place}`).digest('hex')
  const variant = ((Number.parseInt(digest.slice(16, 17), 16) & 3) | 8).toString(16)
  const groups = [digest.slice(0, 8), digest.slice(8, 12), `8${digest.slice(13, 16)}`, variant + digest.slice(17, 20)]
  const uuid = [...groups, digest.slice(20, 32)].join('-').toUpperCase()
  return { PayloadIdentifier: `dev.mailmitt.${payload}.${uuid}`, PayloadUUID: uuid }
}

function plist(value: PlistValue): Xml {
  if (typeof value === 'string') return xml`<string>${value}</string>`
  if (typeof value === 'number') return xml`<integer>${value}</integer>`
  if (typeof value === 'boolean') return value ? xml`<true/>` : xml`<false/>`
  if (isList(value))
    return xml`<array>
${value.map(plist)}
</array>`
  const entries = Object.entries(value).flatMap(([key, each]) =>
    each === undefined ? [] : [xml`<key>${key}</key>`, plist(each)],
  )
  return xml`<dict>
${entries}
</dict>`
}

function isList(value: PlistValue): value is readonly PlistValue[] {
  return Array.isArray(value)
}
