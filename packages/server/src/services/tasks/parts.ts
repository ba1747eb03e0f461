import type { Implementation, tasks } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { writeArtifacts, writeConfigs, writeParams } from '../../db/documents/task-parts.ts'
import { json } from '../../db/json.ts'
import { isoTime } from '../../db/iso-time.ts'
import { findModel } from '../../db/models.ts'
import { editTask, findOwnTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { ActionError } from '../../errors.ts'
import { releaseFiles } from '../../files/release-files.ts'
import { editableTask } from './editable.ts'
import { parseObject, readPart } from '../../db/unreadable.ts'

type Parts = Pick<
  Implementation<typeof tasks, Context>,
  | 'set_requirements'
  | 'edit_hyper_params'
  | 'delete_hyper_params'
  | 'edit_configuration'
  | 'delete_configuration'
  | 'edit_runtime'
  | 'add_or_update_artifacts'
  | 'delete_artifacts'
  | 'add_or_update_model'
  | 'delete_models'
>
interface ModelUse {
  readonly name: string
  readonly model: string
  readonly updated?: string
}
type ModelLists = Readonly<Record<'input' | 'output', readonly ModelUse[]>>

/** Single parts of a task, each edited without reading and writing the rest. */
export const parts: Parts = {
  set_requirements: ({ task: id, requirements }, ctx) =>
    transact(ctx, async (tx) => {
      const task = await findOwnTask(tx, id)
      const { script } = await tx.db.selectFrom('task').select('script').where('id', '=', task.id).executeTakeFirstOrThrow()
      if (script === '{}') throw new ActionError('task_has_no_script', { task: id })
      return {
        updated: await editTask(tx, task, { script: json({ ...readPart(task.id, 'script', script), requirements }) }),
        fields: { 'script.requirements': requirements },
      }
    }),

  // User properties may change in any status; all else only as far as the task is still open.
  edit_hyper_params: ({ task: id, force, hyperparams, replace_hyperparams = 'none' }, ctx) =>
    transact(ctx, async (tx) => {
      const onlyProperties =
        hyperparams.length > 0 && hyperparams.every(({ section }) => section === 'properties') && replace_hyperparams !== 'all'
      const task = onlyProperties ? await findOwnTask(tx, id) : await editableTask(tx, id, force)
      await writeParams(tx, task.id, hyperparams, replace_hyperparams === 'none' ? 'merge' : replace_hyperparams)
      return { updated: await editTask(tx, task, {}) }
    }),

  delete_hyper_params: ({ task: id, force, hyperparams }, ctx) =>
    transact(ctx, async (tx) => {
      const onlyProperties = hyperparams.length > 0 && hyperparams.every(({ section }) => section === 'properties')
      const task = onlyProperties ? await findOwnTask(tx, id) : await editableTask(tx, id, force)
      let deleted = 0
      for (const { section, name } of hyperparams) {
        let gone = tx.db.deleteFrom('task_param').where('task', '=', task.id).where('section', '=', section)
        if (name !== undefined && name !== '') gone = gone.where('name', '=', name)
        deleted += Number((await gone.executeTakeFirst()).numDeletedRows)
      }
      if (deleted > 0) await editTask(tx, task, {})
      return { deleted }
    }),

  edit_configuration: ({ task: id, force, configuration, replace_configuration }, ctx) =>
    transact(ctx, async (tx) => {
      const task = await editableTask(tx, id, force)
      await writeConfigs(
        tx,
        task.id,
        Object.fromEntries(configuration.map((one) => [one.name, one])),
        replace_configuration === true ? 'all' : 'merge',
      )
      return { updated: await editTask(tx, task, {}) }
    }),

  delete_configuration: ({ task: id, force, configuration }, ctx) =>
    transact(ctx, async (tx) => {
      const task = await editableTask(tx, id, force)
      if (configuration.length === 0) return { deleted: 0 }
      const gone = await tx.db.deleteFrom('task_config').where('task', '=', task.id).where('name', 'in', configuration).executeTakeFirst()
      await editTask(tx, task, {})
      return { deleted: Number(gone.numDeletedRows) }
    }),

  edit_runtime: ({ task: id, add_or_update = {}, remove = [] }, ctx) =>
    transact(ctx, async (tx) => {
      const task = await findOwnTask(tx, id)
      const { runtime } = await tx.db.selectFrom('task').select('runtime').where('id', '=', task.id).executeTakeFirstOrThrow()
      const kept = Object.entries(parseObject(runtime) ?? {}).filter(([key]) => !remove.includes(key))
      return { updated: await editTask(tx, task, { runtime: json({ ...Object.fromEntries(kept), ...add_or_update }) }) }
    }),

  add_or_update_artifacts: ({ task: id, artifacts }, ctx) =>
    transact(ctx, async (tx) => {
      const task = await editableTask(tx, id, true)
      await writeArtifacts(tx, task.id, artifacts, tx.attempt?.id ?? null)
      return { updated: await editTask(tx, task, {}) }
    }),

  delete_artifacts: ({ task: id, artifacts }, ctx) =>
    transact(ctx, async (tx) => {
      const task = await editableTask(tx, id, true)
      const deleted: string[] = []
      for (const { key, mode = 'output' } of artifacts) {
        const gone = tx.db.deleteFrom('task_artifact').where('task', '=', task.id).where('key', '=', key).where('mode', '=', mode)
        deleted.push(...(await gone.returning('uri').execute()).map(({ uri }) => uri))
      }
      // The caller deletes the files, or keeps them: those that others name stay in any case.
      await releaseFiles(tx, deleted, { remove: false })
      if (deleted.length > 0) await editTask(tx, task, {})
      return { deleted: deleted.length }
    }),

  // Matched by its name in the list, else appended.
  add_or_update_model: ({ task: id, name, model, type, iteration }, ctx) =>
    transact(ctx, async (tx) => {
      const task = await findOwnTask(tx, id)
      await findModel(tx, model)
      const lists = await modelsOf(tx, task.id)
      const use = { name, model, updated: isoTime(tx.now()) }
      const list = lists[type].some((one) => one.name === name)
        ? lists[type].map((one) => (one.name === name ? use : one))
        : [...lists[type], use]
      // A model that is read is another's: it keeps its iteration.
      if (iteration !== undefined && type === 'output')
        await tx.db.updateTable('model').set({ last_iteration: iteration }).where('id', '=', model).execute()
      return { updated: await editTask(tx, task, { models: json({ ...lists, [type]: list }) }) }
    }),

  delete_models: ({ task: id, models }, ctx) =>
    transact(ctx, async (tx) => {
      const task = await findOwnTask(tx, id)
      const lists = await modelsOf(tx, task.id)
      const left = (type: 'input' | 'output') =>
        lists[type].filter((one) => !models.some((gone) => gone.type === type && gone.name === one.name))
      return { updated: await editTask(tx, task, { models: json({ input: left('input'), output: left('output') }) }) }
    }),
}

async function modelsOf({ db }: Context, task: string): Promise<ModelLists> {
  const { models } = await db.selectFrom('task').select('models').where('id', '=', task).executeTakeFirstOrThrow()
  return { input: [], output: [], ...parseObject<Partial<ModelLists>>(models) }
}
