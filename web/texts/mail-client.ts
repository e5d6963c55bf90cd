/** What the page says of reading mail with a mail client. The lines to paste are made from the settings: shared/client-settings. */
import type { ServerSettings } from '../../shared/client-settings/client-settings.ts'

const SECURITY = { none: 'None', starttls: 'STARTTLS', tls: 'SSL/TLS' }
const PROTOCOLS = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP' }
const secured = ({ security, port }: Pick<ServerSettings, 'security' | 'port'>) => `${SECURITY[security]} on port ${port}`

export const mailClientTexts = {
  title: 'Mail client',
  /** In the place of the settings. */
  failed: 'Could not read the settings',
  help: 'Read with your own mail program what Mailmitt has caught. Type these settings, or let the program find them.',
  /** In the empty list. */
  invite: ['Your own mail program can read what comes here: ', 'set up a mail client', '.'],

  whose: 'Whose mail',
  kinds: { all: 'Everything', mailbox: 'A mailbox', address: 'An address' },
  mailbox: 'Mailbox',
  mailboxHelp: 'One that is empty fills later.',
  address: 'Address',
  addressHelp: 'All mail whose envelope names it, in any mailbox.',
  addressExample: 'ann@example.test',
  allHelp: 'All mail of all mailboxes.',

  incoming: 'Incoming mail',
  outgoing: 'Outgoing mail',
  protocol: 'Protocol',
  protocols: PROTOCOLS,
  server: 'Server',
  port: 'Port',
  security: 'Security',
  securityOf: ({ security }: Pick<ServerSettings, 'security'>) => SECURITY[security],
  orElse: (others: readonly ServerSettings[]) => `Or ${others.map(secured).join(', or ')}.`,
  userName: 'User name',
  noUserName: 'None: no sign-in',
  password: 'Password',
  passwords: { any: 'Any', own: 'Yours, or a token', none: 'None' },
  /** SMTP has users of its own. */
  smtpOwn: 'That of --smtp-users',
  copy: (name: string, value: string) => `Copy ${name} ${value}`,

  off: 'IMAP and POP3 are switched off. Start Mailmitt without --imap off or --pop3 off, and mail clients can read here.',
  offOne: { imap: 'IMAP is switched off (--imap).', pop3: 'POP3 is switched off (--pop3).' },
  noOutgoing: 'This Mailmitt does not listen for SMTP.',
  sentStays: 'What you send is caught as well; nothing is delivered.',
  access: (user: string | undefined) =>
    user === undefined
      ? 'Sign in with a token as the password.'
      : `Before the * stands whose mail it is, behind it who signs in: ${user}. With a token as the password, leave the * and the name out.`,
  trust: 'Your mail client must trust the CA of this Mailmitt, or be told to make an exception:',
  ca: 'certificate of the CA',
  profile: {
    expired: 'Mail clients will refuse the certificate: it has expired, on purpose (--tls-profile expired).',
    'wrong-host': 'Mail clients will refuse the certificate: it is for another host, on purpose (--tls-profile wrong-host).',
  },
  clear: 'Nothing is encrypted: mail clients warn of that once. Start Mailmitt with --tls for TLS.',
  local: 'Only this machine reaches these servers. For a phone, start Mailmitt with --imap 0.0.0.0:1143 and --smtp 0.0.0.0:1025.',
  elsewhere: 'Where ports are mapped, as by Docker, take those that lead here.',

  clients: 'Mail clients',
  guides: {
    thunderbird: {
      label: 'Thunderbird',
      steps: (email: string) => [
        'Menu, Add Account, Email (in older ones: File, New, Existing Mail Account).',
        `Type any name and the address ${email}, and choose Configure Manually.`,
        'Type the settings above; the authentication method is Normal password. Then Test, and Continue.',
        'Without TLS it warns that nothing is encrypted: accept that.',
      ],
    },
    apple: {
      label: 'Apple Mail',
      steps: (_email: string) => [
        'Download the profile and open it.',
        'On a Mac: System Settings, General, Device Management. On an iPhone: Settings, Profile Downloaded. Install it; that it is not signed is said there.',
        'Type the password when it asks.',
        'By hand: Mail, Add Account, Other Mail Account, with the settings above.',
      ],
    },
    outlook: {
      label: 'Outlook',
      steps: (email: string) => [
        'Classic Outlook: Control Panel, Mail, Email Accounts, New, Manual setup, POP or IMAP.',
        `Type any name, the address ${email} and the settings above. Leave Secure Password Authentication off.`,
        'More Settings, Advanced: the ports, and the encryption of each.',
        'The new Outlook fetches mail through servers of Microsoft, which do not reach this machine.',
      ],
    },
    mutt: {
      label: 'mutt',
      steps: (_email: string) => ['Save these lines as mailmitt.muttrc.', 'Run mutt -F mailmitt.muttrc'],
    },
    k9: {
      label: 'K-9',
      steps: (email: string) => [
        'K-9 Mail, and Thunderbird for Android: Add account.',
        `Type the address ${email}, and choose to configure manually.`,
        'Type the settings above; the authentication is Normal password.',
        'In the emulator of Android the server is 10.0.2.2.',
      ],
    },
    windows: {
      label: 'Windows',
      steps: (_email: string) => [
        'Mail of Windows has become the new Outlook, which fetches mail through servers of Microsoft; they do not reach this machine.',
        'Thunderbird, classic Outlook and eM Client connect by themselves: set them up with the settings above.',
        'With TLS, run certutil -user -addstore Root mailmitt-ca.pem, and they trust the CA.',
      ],
    },
  },
  downloadProfile: 'Download the profile',
  downloadMuttrc: 'Download muttrc',
  copyMuttrc: 'Copy the lines for mutt',
  muttrc: 'mailmitt.muttrc',

  automatic: 'Automatic set-up',
  automaticHelp:
    'Mail clients ask a domain for its settings. Where autoconfig.<domain> leads to this Mailmitt on port 80 or 443, Thunderbird and K-9 find them; where autodiscover.<domain> does, Outlook. Others read these DNS records.',
  records: 'DNS records',
  copyRecords: 'Copy the DNS records',
  downloadRecords: 'Download the records',
}
