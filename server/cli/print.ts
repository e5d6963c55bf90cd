/** What a command says on stdout. */
import { styleText } from 'node:util'

/** Resolves when it can take more. */
export function print(text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })
}

/** An error of stdout is told where it was written; without a listener it would end the process with a trace. */
export function guardOutput(): void {
  process.stdout.on('error', () => undefined)
}

/** Whoever read the output has seen enough: `mailmitt export | head`. */
export function isEndOfReader(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}

type Colour = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'
export type Paint = (colour: Colour, text: string) => string

/** Colours for those who see them. @param isWanted false with NO_COLOR */
export function createPaint(isWanted: boolean): Paint {
  const isColourful = isWanted && process.stdout.isTTY && process.stdout.hasColors()
  return isColourful ? (colour, text) => styleText(colour, text, { validateStream: false }) : (_colour, text) => text
}

/** `2026-05-04 13:07:00`, as it is there. @param zone absent is that of this machine */
export function formatTime(iso: string, zone?: string): string {
  return new Date(iso).toLocaleString('sv-SE', { timeZone: zone })
}

export function localZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}
