/** What is done with many messages goes on where one of them is damaged or has been deleted meanwhile. */
import { AppError } from '../errors.ts'

/** For `catch`. */
export function ifDamaged(error: unknown): undefined {
  if (error instanceof AppError && (error.code === 'damaged' || error.code === 'not_found')) return undefined
  throw error
}
