/** What a command is: when it may be given, what its arguments are, and what it does. */
import type { MessageLiteral } from './append-literal.ts'
import type { Rule } from './rules.ts'
import type { Session, State } from './session.ts'

/** Of a command that was carried out; the client hears `OK`. */
export interface Done {
  text: string
  /** A response code without its brackets. */
  code?: string | undefined
  /** It was carried out but for some of what was asked. */
  status?: 'NO' | undefined
  /** The client has its answer. */
  isAnswered?: true
}

export interface CommandContext {
  session: Session
  tag: string
  isUid: boolean
  /** Of APPEND, the mail itself. */
  message: MessageLiteral | undefined
}

export interface Command {
  states: readonly State[]
  arguments: Readonly<Record<string, Rule<unknown>>>
  /** RFC 9051 §7.5.1: sequence numbers that the client is about to read may not change meanwhile. */
  keepsNumbers?: boolean
  run(context: CommandContext, values: Record<string, unknown>): Promise<Done>
}

type Values<Rules> = { [name in keyof Rules]: Rules[name] extends Rule<infer Value> ? Value : never }

/** Arguments are read by their rules, in their order. */
export function defineCommand<Rules extends Record<string, Rule<unknown>>>(command: {
  states: readonly State[]
  arguments: Rules
  keepsNumbers?: boolean
  run(context: CommandContext, values: Values<Rules>): Promise<Done>
}): Command {
  return {
    ...command,
    run: (context, values) => command.run(context, values as Values<Rules>),
  }
}

export const SIGNED_IN: readonly State[] = ['authenticated', 'selected']
export const SELECTED: readonly State[] = ['selected']
export const ANY_STATE: readonly State[] = ['not authenticated', 'authenticated', 'selected']
