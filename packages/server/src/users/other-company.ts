import type { Reader } from '../scope.ts'
import { ActionError } from '../errors.ts'

/** Refuses the id of another workspace: a server has one. */
export function refuseOtherCompany({ company: own }: Pick<Reader, 'company'>, company: string | undefined): void {
  if (company !== undefined && company !== own) throw new ActionError('other_company', { field: 'company', company })
}
