/** A sentence in pieces, some of them more than text. In which order they stand is said with the words, in web/texts. */
import { createElement, Fragment, type ReactNode } from 'react'

export function Sentence({ of }: { of: readonly ReactNode[] }) {
  return createElement(Fragment, null, ...of)
}
