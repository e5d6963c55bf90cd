/** `mailmitt send`: a message composed from flags. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { ask, Misuse } from './ask.ts'
import { harmless, harmlessJson } from './harmless.ts'
import { print } from './print.ts'
import type { Remote } from './remote.ts'

export interface SendMailRequest {
  remote: Remote
  /** All values of each flag. */
  values: ReadonlyMap<string, readonly string[]>
  isJson: boolean
}

/** @returns the exit code */
export function sendMail({ remote, values, isJson }: SendMailRequest): Promise<number> {
  const all = (name: string) => [...(values.get(name) ?? [])]
  const last = (name: string) => values.get(name)?.at(-1)
  return ask(remote, async (client) => {
    const from = last('from')
    if (from === undefined) throw new Misuse('--from: name the sender')
    const [to, cc, bcc] = [all('to'), all('cc'), all('bcc')]
    if (to.length + cc.length + bcc.length === 0) throw new Misuse('--to: name at least one recipient')
    const [text, html] = [last('text'), last('html')]
    if (text === '-' && html === '-') throw new Misuse('stdin is --text or --html, not both')
    const headers = all('header').map(parseHeader)
    const attachments = await Promise.all(
      all('attach').map(async (path) => ({ filename: basename(path), content: (await readFile(path)).toString('base64') })),
    )
    const added = await client.send({
      ...{ from, to, cc, bcc, replyTo: all('reply-to'), subject: last('subject'), headers, attachments },
      text: text === '-' ? await readText(process.stdin) : text,
      html: html === '-' ? await readText(process.stdin) : html,
      mailbox: last('mailbox'),
    })
    await print(`${isJson ? harmlessJson(added) : harmless(added.id)}\n`)
    return 0
  })
}

function parseHeader(line: string): { name: string; value: string } {
  const [, name, value] = /^([!-9;-~]+):\s*(.*)$/s.exec(line) ?? []
  if (name === undefined || value === undefined) throw new Misuse(`--header takes "Name: value", not ${line}`)
  return { name, value }
}
