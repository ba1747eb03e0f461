import { givenOf } from '@clearway/contract/given'
import { models, type RequestOf } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { changeModel } from '../../models/edit.ts'
import { declaredFields } from '../declared-fields.ts'

export const edit = (request: RequestOf<typeof models.edit>, ctx: Context) =>
  change(ctx, request.model, declaredFields(models.edit, request))

/** Edits a model, with what a page stores about it. The iteration counts only where the request names the task. Source: ClearML server 2.3.0. */
export const update = ({ iteration, ...request }: RequestOf<typeof models.update>, ctx: Context) =>
  change(ctx, request.model, declaredFields(models.update, { ...request, ...(request.task === undefined ? {} : { iteration }) }))

async function change(ctx: Context, id: string, { model: _, ...given }: RequestOf<typeof models.update>) {
  const { iteration: _iteration, ...shown } = given
  return { updated: await transact(ctx, (tx) => changeModel(tx, id, given)), fields: givenOf(shown) }
}
