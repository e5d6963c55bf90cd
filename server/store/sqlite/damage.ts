/** A message whose row, texts or octets are not what was stored. It answers with an error of its own and takes nothing else with it. */
import { AppError } from '../../errors.ts'

export function damagedMessage(id: string): AppError {
  return new AppError(
    'damaged',
    `Message ${id} is damaged in the database file, by a disk fault or by another program; other messages are not. Delete it to be rid of it`,
  )
}

export function damagedMailData(): AppError {
  return new AppError(
    'damaged',
    'The octets of this message are damaged in the database file, by a disk fault or by another program; other messages are not',
  )
}

/** Not the message but the file, or the disk, gives up. */
export function isFromSqlite(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_')
}

/** @returns undefined when it is not a list */
export function parseList<T>(json: string): T[] | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return Array.isArray(value) ? (value as T[]) : undefined
  } catch {
    return undefined
  }
}
