/**
 * `mailmitt sendmail`: a mail from stdin to the SMTP listener of a Mailmitt. The one place where Mailmitt changes octets of a mail,
 * because it stands where sendmail does, which changes the same.
 */
import { hostname, userInfo } from 'node:os'
import { Readable } from 'node:stream'
import { encodeWord } from 'nodemailer/lib/mime-funcs'
import { newId, now } from '../../clock.ts'
import { commandHelp } from '../../config/command-reference.ts'
import { parseSendmailOptions, type SendmailOptions } from '../../config/sendmail-options.ts'
import type { HostPort } from '../../config/values.ts'
import { guardOutput, print } from '../print.ts'
import { tell } from '../tell.ts'
import { findSmtp, type SendmailSurroundings } from './find-smtp.ts'
import { fieldName, readMailInput, untilDot } from './mail-input.ts'
import { readAddresses, recipientsOfHeader, withoutBlindRecipients } from './recipients.ts'
import { EXIT, speakSmtp, submit, Undelivered } from './submit.ts'

/** @returns the exit code, of sysexits.h */
export async function sendmail(args: readonly string[], surroundings: SendmailSurroundings): Promise<number> {
  guardOutput()
  try {
    const options = parseSendmailOptions(args)
    if (typeof options === 'string') throw new Undelivered(options, EXIT.usage)
    if (options.help) await print(commandHelp('sendmail') ?? '')
    else if (options.speaksSmtp) await speakSmtp(await findSmtp(options, surroundings))
    else await sendMail(options, () => findSmtp(options, surroundings))
    return EXIT.ok
  } catch (error) {
    tell((error as Error).message)
    return error instanceof Undelivered ? error.exitCode : EXIT.software
  } finally {
    // Whoever writes to it would be waited for.
    process.stdin.destroy()
  }
}

/** @throws {Undelivered} */
async function sendMail(options: SendmailOptions, findListener: () => Promise<HostPort>): Promise<void> {
  const { takesRecipientsOfHeader, ignoresDots, fullName } = options
  const host = hostname()
  const words = options.recipients.flatMap((word) => readAddresses(word, host))
  if (words.length === 0 && !takesRecipientsOfHeader)
    throw new Undelivered('name a recipient, or take those of the mail with -t', EXIT.usage)
  const { fields, body, isCut } = await readMailInput(ignoresDots ? readStdin() : untilDot(readStdin()))
  const forwardPaths = [...new Set([...words, ...(takesRecipientsOfHeader ? recipientsOfHeader(fields, host) : [])])]
  if (forwardPaths.length === 0) throw new Undelivered('the mail names no recipient in To, Cc or Bcc', EXIT.usage)
  const user = `${userName()}@${host}`
  const reversePath = options.reversePath === undefined ? user : toReversePath(options.reversePath, host)
  const kept = takesRecipientsOfHeader ? withoutBlindRecipients(fields) : fields
  const missing = isCut ? [] : missingFields(kept, { from: formatFrom(reversePath || user, fullName), host })
  async function* write(): AsyncGenerator<Uint8Array> {
    yield Buffer.from([...kept, ...missing, ...(isCut ? [] : ['\r\n'])].join(''), 'latin1')
    yield* body
  }
  const listener = await findListener()
  await submit(listener, { host, reversePath, forwardPaths, mailData: Readable.from(write(), { objectMode: false }) })
}

/** @throws {Undelivered} */
async function* readStdin(): AsyncGenerator<Uint8Array> {
  try {
    yield* process.stdin as AsyncIterable<Uint8Array>
  } catch (error) {
    throw new Undelivered(`stdin cannot be read: ${(error as Error).message}`, EXIT.io, { cause: error })
  }
}

/** What every mail must have (RFC 5322 §3.6), or should, and sendmail gives it. */
function missingFields(fields: readonly string[], { from, host }: { from: string; host: string }): string[] {
  const names = new Set(fields.map(fieldName))
  const given: [string, string][] = [
    ['From', from],
    ['Date', new Date(now()).toUTCString().replace('GMT', '+0000')],
    ['Message-ID', `<${newId()}@${host}>`],
  ]
  return given.filter(([name]) => !names.has(name.toLowerCase())).map(([name, value]) => `${name}: ${value}\r\n`)
}

function formatFrom(addrSpec: string, fullName: string | undefined): string {
  const name = fullName?.replace(/\p{Cc}+/gu, ' ').trim()
  if (!name) return Buffer.from(addrSpec).toString('latin1')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is not ASCII is encoded
  const phrase = /^[\x00-\x7f]*$/.test(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : encodeWord(name, 'Q')
  return `${phrase} <${Buffer.from(addrSpec).toString('latin1')}>`
}

function toReversePath(text: string, host: string): string {
  const [address = ''] = readAddresses(text.trim() === '<>' ? '' : text, host)
  return address
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A container may run under a number that has no name.
    return String(process.getuid?.() ?? 'nobody')
  }
}
