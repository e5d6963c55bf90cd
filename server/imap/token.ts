/** What a command line of IMAP is made of, as imapflow's parser has it (RFC 9051 §9). */
export type Token = null | readonly Token[] | ValueToken

export interface ValueToken {
  type: 'ATOM' | 'STRING' | 'LITERAL' | 'LITERAL8' | 'SEQUENCE' | 'TEXT' | 'SECTION'
  value: string
  /** Of `BODY[…]`. */
  section?: readonly Token[]
  /** Of `<start.octets>`. */
  partial?: readonly number[]
}
