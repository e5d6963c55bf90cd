/** Limits that both sides know. Apart from the schemas, for threads that load none. docs/limits.md has them all. */

/** In code points; what a mail or a rule brings beyond it is cut. */
export const MAX_TAG_CHARACTERS = 100
export const MAX_TAGS_PER_MESSAGE = 50
/** Of a change; an address holds fewer. */
export const MAX_IDS_IN_BODY = 10_000

/** What a search may hold (DESIGN §2, promise 9): beyond it, it is not looked at. */
export const MAX_QUERY_CHARACTERS = 2000
export const MAX_QUERY_TERMS = 50
/** Parentheses within parentheses. */
export const MAX_QUERY_DEPTH = 20
