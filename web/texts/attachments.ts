/** What the page says of the files that came with a mail. */
import type { FileDanger } from '../lib/file-danger.ts'

export const attachmentTexts = {
  attachments: 'Attachments',
  inline: 'Inline',
  inlineHint: 'Shown inside the mail',
  unnamed: (path: string) => `Part ${path}`,
  noName: 'No file name',
  describe: (name: string, contentType: string, size: string) => `${name}, ${contentType}, ${size}`,
  danger: {
    program: 'Program',
    script: 'Script',
    macros: 'Macros',
    shortcut: 'Shortcut',
    disk: 'Disk image',
    page: 'Web page',
  } satisfies Record<FileDanger, string>,
  dangerHint: {
    program: 'Runs on the reader’s computer when opened; many servers refuse mail with it',
    script: 'Runs on the reader’s computer when opened; many servers refuse mail with it',
    macros: 'May run macros when opened; many servers refuse mail with it',
    shortcut: 'May start any program when opened; many servers refuse mail with it',
    disk: 'May hold programs; mail servers do not look inside',
    page: 'May run scripts in the reader’s browser; used for phishing',
  } satisfies Record<FileDanger, string>,
}
