/** What messages can be taken out as. */
import { z } from 'zod'

export const ExportFormat = z.enum(['zip', 'mbox', 'ndjson'])
export type ExportFormat = z.infer<typeof ExportFormat>
