import type { ModelUse as ModelUseSchema } from '@clearway/contract'
import type { Static } from 'typebox'
import type { Actor, Reader } from '../../scope.ts'
import { isoTime } from '../sql/iso-time.ts'
import { findModel } from './models.ts'

export type ModelUse = Static<typeof ModelUseSchema>
export type ModelUses = { readonly [K in 'input' | 'output']?: readonly ModelUse[] }

/** Models that a request gives a task, as used from now. */
export function usedNow({ now }: Pick<Actor, 'now'>, uses: readonly ModelUse[]): readonly ModelUse[] {
  const updated = isoTime(now())
  return uses.map((use) => ({ ...use, updated }))
}

/** Refuses models that are not there. */
export async function checkUses(reader: Reader, uses: readonly ModelUse[]): Promise<void> {
  for (const model of new Set(uses.map((use) => use.model))) await findModel(reader, model)
}
