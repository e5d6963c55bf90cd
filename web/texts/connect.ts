/** What the page says of pointing an app here. The lines to paste are code, not words: features/connect/snippets.ts. */
export const connectTexts = {
  title: 'Connect an app',
  help: 'Everything your app sends here is caught and shown; nothing is delivered. An SMTP user name puts its mail in a mailbox of that name.',
  failed: 'Could not read the settings',
  noSmtp: 'This Mailmitt does not listen for SMTP.',
  host: 'SMTP host',
  port: 'Port',
  login: 'Login',
  anyLogin: 'Any user, any password',
  /** `anyLogin` where there is a list of users, or none may. */
  knownLogin: 'A user of --smtp-users',
  knownLoginRequired: 'Required: a user of --smtp-users',
  anyLoginRequired: 'Required: any user, any password',
  noLogin: 'Not offered',
  tls: 'TLS',
  startTls: (port: number) => `STARTTLS on port ${port}`,
  startTlsOr: (port: number, securePort: number) => `STARTTLS on port ${port}, or TLS from the start on port ${securePort}`,
  trust: 'Your app must trust the CA of this Mailmitt:',
  ca: 'certificate of the CA',
  profile: {
    expired: 'The certificate has expired, on purpose (--tls-profile expired).',
    'wrong-host': 'The certificate is for another host, on purpose (--tls-profile wrong-host).',
  },
  userName: 'User name',
  copyHost: (host: string) => `Copy host ${host}`,
  copyPort: (port: string) => `Copy port ${port}`,
  copyUserName: (name: string) => `Copy user name ${name}`,
  frameworks: 'Frameworks',
  copyLines: (file: string) => `Copy the lines for ${file}`,

  waiting: 'Waiting for the first mail',
  /** What was here is gone by itself. */
  waitingAgain: 'Waiting for new mail',
  waitingHelp: 'Point your app here. Everything it sends is caught and shown on this page; nothing is delivered.',
  emptyMailbox: (mailbox: string) => `No mail in ${mailbox}`,
  emptyMailboxHelp: (mailbox: string) =>
    `Mail sent with the SMTP user name “${mailbox}” comes here, with any password. Add the name to the lines below.`,
  sampleHelp: 'The sample goes through the SMTP port. You can also drop .eml files anywhere on this page.',
  filesHelp: 'You can also drop .eml files anywhere on this page.',
  sendSample: 'Send a sample',
  sampleFailed: 'Could not send a sample',
}
