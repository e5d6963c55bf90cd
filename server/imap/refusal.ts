/** Why a command is not carried out, as its client is told (RFC 9051 §7.1). */
export class Refusal extends Error {
  readonly status: 'NO' | 'BAD'
  /** A response code without its brackets, as `BADCHARSET (UTF-8)`. */
  readonly code: string | undefined

  constructor(status: 'NO' | 'BAD', text: string, code?: string) {
    super(text)
    this.status = status
    this.code = code
  }
}
