/** How much of tags a message takes. Apart from the schemas, for threads that load none. */

/** In code points; what a mail or a rule brings beyond it is cut. */
export const MAX_TAG_CHARACTERS = 100
export const MAX_TAGS_PER_MESSAGE = 50
