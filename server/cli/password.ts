/** `mailmitt password`: a line for the file of `--users` that does not tell the password. */
import { stderr, stdin } from 'node:process'
import { text } from 'node:stream/consumers'
import { hashPassword } from '../access/password-hash.ts'
import { print } from './print.ts'
import { tell } from './tell.ts'

const MISUSE = 2
const INTERRUPTED = 130
const MAX_OCTETS = 1024

/** @returns the exit code */
export async function printPassword(name: string): Promise<number> {
  if (name.trim() !== name || name === '' || name.startsWith('#') || /[:\p{Cc}]/u.test(name)) {
    tell('a name holds no colon and no control character, and neither begins with # nor with a blank nor ends with one')
    return MISUSE
  }
  const password = stdin.isTTY ? await askFor(name) : (await text(stdin)).replace(/\r?\n$/, '')
  if (password === undefined) return INTERRUPTED
  if (password === '' || Buffer.byteLength(password) > MAX_OCTETS || /\p{Cc}/u.test(password)) {
    tell(`a password has one line of 1 to ${MAX_OCTETS} octets`)
    return MISUSE
  }
  await print(`${name}:${await hashPassword(password)}\n`)
  return 0
}

/** What is typed is not shown. @returns undefined when it was interrupted */
function askFor(name: string): Promise<string | undefined> {
  stderr.write(`Password for ${name}: `)
  stdin.setRawMode(true).setEncoding('utf8').resume()
  let typed = ''
  return new Promise((resolve) => {
    const end = (password: string | undefined) => {
      stdin.off('data', take).setRawMode(false).pause()
      stderr.write('\n')
      resolve(password)
    }
    const take = (piece: string): void => {
      for (const character of piece) {
        if (character === '\r' || character === '\n') return void end(typed)
        if (character === '\u0003' || character === '\u0004') return void end(undefined)
        if (character === '\u007f' || character === '\b') typed = [...typed].slice(0, -1).join('')
        else typed += character
      }
    }
    stdin.on('data', take)
  })
}
