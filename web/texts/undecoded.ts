/** What the page says of a mail whose text is too much to decode. */
export const undecodedTexts = {
  title: 'This text is too much to decode',
  instead: 'It is complete: Headers, Source, Structure and Session show it as it came.',
}
