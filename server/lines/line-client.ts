/** A client of a protocol of lines, as its protocol sees it: what it sends, how it is answered, and what is kept of the dialogue. */
import type { LineInput } from './line-input.ts'

/** What is kept of a dialogue, as of one by SMTP. Secrets never get here. */
export interface LineRecord {
  /** @param text without its line end; what is a secret in it is masked already */
  client(text: string): void
  server(text: string): void
  note(text: string): void
  /** Who the client turned out to be. */
  signedIn(name: string): void
  /** Something was refused: the first reason is what the session is listed with. */
  refused(reason: string): void
  /** The client has said farewell: its leaving is no abort. */
  farewell(): void
}

export interface LineClient {
  /** Of the session. */
  readonly id: string
  /** IP address. */
  readonly address: string
  readonly input: LineInput
  readonly record: LineRecord
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
  /** The server is about to stop, the client fell silent, or its grant holds no more: fulfilled with the farewell to say, never rejected. */
  readonly leaving: Promise<string>
  /** After what was written has gone out. */
  end(): void
}

/** Serves one client until it leaves; what it throws ends that session alone. */
export type ServeClient = (client: LineClient) => Promise<void>
