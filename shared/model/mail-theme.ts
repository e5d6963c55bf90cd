/**
 * In which light a mail is shown: as by day, in the dark as its author wrote it, or in the dark that mail apps make of mail
 * without styles for it.
 */
import { z } from 'zod'

export const MailTheme = z.enum(['light', 'author-dark', 'forced-dark'])
export type MailTheme = z.infer<typeof MailTheme>
