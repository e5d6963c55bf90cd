/** A client of a protocol of lines, as its protocol sees it: what it sends, how it is answered, and what is kept of the dialogue. */
import type { LineInput } from './line-input.ts'

/** What is kept of a dialogue, as of one by SMTP. Secrets never get here. */
export interface LineTranscript {
  /** @param text without its line end; what is a secret in it is masked already */
  client(text: string): void
  server(text: string): void
  /** What Mailmitt says about the dialogue. */
  note(text: string): void
  /** Who the client turned out to be. What was refused before does not count any more. */
  signedIn(name: string): void
  /**
   * A sign-in, a message, or the whole session was refused: the first reason is what the session is listed with. Not for what
   * clients only try, such as a mailbox that may be there.
   */
  refused(reason: string): void
}

export interface LineClient {
  /** Of the session. */
  readonly id: string
  /** IP address. */
  readonly address: string
  readonly input: LineInput
  readonly record: LineTranscript
  readonly isSecure: boolean
  /** TLS is offered, and has not begun. */
  readonly canStartTls: boolean
  /**
   * Resolves when more is welcome, so that a client that reads slowly holds no memory.
   *
   * @throws {InputEnded} when it has left
   */
  write(octets: string | Uint8Array): Promise<void>
  /** Call after the answer that allows it. What was sent before the handshake is dropped. @throws {InputEnded} when it fails */
  startTls(): Promise<void>
  /** From now on so much silence ends the session. */
  setIdleTimeout(ms: number): void
  /**
   * Sends it away, as the listener does when it stops or the client falls silent: its input throws, and once it is served no more
   * the farewell is said, in the protocol's words.
   */
  dismiss(farewell: string): void
}

/**
 * Serves one client, from the greeting on; the connection ends when it returns, or with InputEnded that it need not catch.
 * Whatever else it throws ends that session alone.
 */
export type ServeClient = (client: LineClient) => Promise<void>
