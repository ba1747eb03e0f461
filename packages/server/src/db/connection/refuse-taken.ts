import { ActionError } from '../../errors.ts'
import { isUniqueViolation } from './db-error.ts'

/** Writes a row under a name, and refuses a name that another row has. */
export async function refuseTaken<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (isUniqueViolation(error)) throw new ActionError('name_taken', { name }, { cause: error })
    throw error
  }
}
