/** What the page says while nothing can be stored. */
export const storageFaultTexts = {
  title: 'Mail cannot be stored.',
  /** As the server says it, which ends without a full stop. */
  cause: (fault: string) => `${fault}.`,
  help: 'Senders are told to try again later (452). Accepted mail is safe. Mailmitt keeps trying, and this goes away when it can write again.',
  over: 'Mail is stored again',
}
