/** `mailmitt sendmail`: the options of sendmail, read as getopt does, and what help says about them. */

export const SENDMAIL = {
  words: '[options] [recipient…]',
  help: 'a drop-in for /usr/sbin/sendmail: a mail from stdin into Mailmitt, by SMTP',
  details: `It is what PHP's \`mail()\` (\`sendmail_path = "mailmitt sendmail -t -i"\`), Rails, cron and git can be told to run; called by the name
\`sendmail\` (\`ln -s "$(command -v mailmitt)" /usr/sbin/sendmail\`) it needs no word more. The mail goes to \`--smtp\` or \`MAILMITT_SMTP\`, else to
where the Mailmitt listens that \`--url\` or \`MAILMITT_URL\` names or that runs on this machine. As sendmail does, and nothing else in
Mailmitt: lines end in CRLF; a mail without From, Date or Message-ID gets them, at the end of its header section; with \`-t\`
the Bcc field is taken out once its recipients are known, so that what is kept is what the others would receive (Mailmitt shows blind recipients
from the envelope). Recipients given as words are added to those of \`-t\`; a name without \`@\` gets the name of this machine. Without \`-t\` a Bcc
field stays as it is. There is no queue: a mail that cannot be handed over is an error at once.`,
  exitCodes: [
    ['0', 'Mailmitt has kept it'],
    ['64', 'the options cannot be understood, or there is no recipient'],
    ['65', 'an address cannot be written in SMTP'],
    ['67', 'a recipient was refused; the others have got it'],
    ['69', 'Mailmitt does not answer or did not take it. Never 75, which PHP takes for success'],
    ['70', 'a fault of this program'],
    ['74', 'stdin cannot be read'],
  ],
} as const

export const SENDMAIL_OPTIONS = [
  ['-t', 'recipients are those of To, Cc and Bcc in the mail, or of Resent-To, -Cc and -Bcc when it has such'],
  ['-i, -oi', 'a line with a single dot does not end the mail'],
  ['-f address', 'the envelope sender (reverse-path), also -r; empty or <> is the null path; else user@machine'],
  ['-F name', 'display name for the From field that a mail without one gets'],
  ['-bs', 'speak SMTP on stdin and stdout'],
  ['--smtp host:port', 'where SMTP listens; else MAILMITT_SMTP'],
  ['--url address', 'address of Mailmitt, which is asked where SMTP listens; else MAILMITT_URL, else the one that runs here'],
  ['-o…, -N, -R, -V, -q, …', 'the other options of sendmail, Postfix and Exim are taken and do nothing'],
] as const

export interface SendmailOptions {
  recipients: string[]
  takesRecipientsOfHeader: boolean
  ignoresDots: boolean
  /** Absent when not given; empty is the null path. */
  reversePath: string | undefined
  fullName: string | undefined
  speaksSmtp: boolean
  smtp: string | undefined
  url: string | undefined
  help: boolean
}

/** Those that are followed by a value, in the same word or in the next. */
const WITH_VALUE = 'ABCDFLNORVXbefhopr'
const WITHOUT_VALUE = 'GIUcimnstvx'
/** A value stands in the same word or nowhere. */
const WITH_ATTACHED_VALUE = 'dq'

/** @returns a sentence when they cannot be understood */
export function parseSendmailOptions(args: readonly string[]): SendmailOptions | string {
  const options: SendmailOptions = {
    ...{ recipients: [], takesRecipientsOfHeader: false, ignoresDots: false, speaksSmtp: false, help: false },
    ...{ reversePath: undefined, fullName: undefined, smtp: undefined, url: undefined },
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '--') return { ...options, recipients: [...options.recipients, ...args.slice(i + 1)] }
    if (!arg.startsWith('-') || arg === '-') options.recipients.push(arg)
    else if (arg.startsWith('--')) {
      const [, name = '', attached] = /^--([^=]*)(?:=(.*))?$/s.exec(arg) ?? []
      if (name === 'help') options.help = true
      else if (name === 'smtp' || name === 'url') {
        options[name] = attached ?? args[++i]
        if (options[name] === undefined) return `--${name} needs a value`
      } else return `${arg} is no option of sendmail`
    } else
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at] ?? ''
        if (WITHOUT_VALUE.includes(letter)) setOption(options, letter)
        else if (WITH_ATTACHED_VALUE.includes(letter)) break
        else if (WITH_VALUE.includes(letter)) {
          const value = at + 1 < arg.length ? arg.slice(at + 1) : args[++i]
          if (value === undefined) return `-${letter} needs a value`
          const problem = setValue(options, letter, value)
          if (problem !== undefined) return problem
          break
        } else return `-${letter} is no option of sendmail`
      }
  }
  return options
}

function setOption(options: SendmailOptions, letter: string): void {
  if (letter === 't') options.takesRecipientsOfHeader = true
  if (letter === 'i') options.ignoresDots = true
}

function setValue(options: SendmailOptions, letter: string, value: string): string | undefined {
  if (letter === 'f' || letter === 'r') options.reversePath = value
  if (letter === 'F') options.fullName = value
  if (letter === 'o' && value === 'i') options.ignoresDots = true
  if (letter !== 'b') return undefined
  if (value !== 's' && value !== 'm')
    return `-b${value} is not for Mailmitt, which has no queue and no aliases; there are -bm and -bs`
  options.speaksSmtp = value === 's'
  return undefined
}
