/** Arguments as the parser of commands hands them over. */
import { Refusal } from '../../server/imap/refusal.ts'
import type { Token } from '../../server/imap/token.ts'

/** Atoms, with blanks between them. */
export function tokens(text: string): Token[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((value) => ({ type: 'ATOM', value }))
}

/** In parentheses. */
export function list(text: string): Token {
  return tokens(text)
}

/** @throws when there is none */
export function refusal(run: () => unknown): Refusal {
  try {
    run()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('it was not refused')
}
