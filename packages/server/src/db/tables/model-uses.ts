import type { ModelUse as ModelUseSchema } from '@clearway/contract'
import type { Static } from 'typebox'
import type { Actor, Reader } from '../../scope.ts'
import { isoTime } from '../sql/iso-time.ts'
import { ActionError } from '../../errors.ts'
import { firstMissingModel } from './models.ts'

export type ModelUse = Static<typeof ModelUseSchema>
export type ModelUses = { readonly [K in 'input' | 'output']?: readonly ModelUse[] }

/** Models that a request gives a task, as used from now. */
export function usedNow({ now }: Pick<Actor, 'now'>, uses: readonly ModelUse[]): readonly ModelUse[] {
  const updated = isoTime(now())
  return uses.map((use) => ({ ...use, updated }))
}

/** Refuses models that are not there. */
export async function checkUses(reader: Reader, uses: readonly ModelUse[]): Promise<void> {
  const asked = [...new Set(uses.map((use) => use.model))]
  const missing = await firstMissingModel(reader, asked)
  if (missing !== undefined) throw new ActionError('model_not_found', { model: missing })
}
