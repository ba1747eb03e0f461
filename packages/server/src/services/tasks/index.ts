import type { Implementation, tasks } from '@clearway/contract'
import { type Context, readerOf } from '../../context.ts'
import { cleanName } from '../../db/sql/clean-name.ts'
import { checkReferences } from '../../db/tables/new-task.ts'
import { typesOfTasks } from '../../db/tables/task-types.ts'
import { findTask } from '../../db/tables/tasks.ts'
import { transact } from '../../db/connection/transaction.ts'
import { countTasks } from '../../queries/count.ts'
import { addArtifacts, deleteArtifacts } from '../../tasks/artifacts.ts'
import { deleteConfiguration, editConfiguration } from '../../tasks/configuration.ts'
import { moveTasks } from '../../tasks/move.ts'
import { editRuntime } from '../../tasks/runtime.ts'
import { pingTask } from '../../tasks/ping.ts'
import { setRequirements } from '../../tasks/requirements.ts'
import { addTaskModel, removeTaskModels } from '../../tasks/models.ts'
import { deleteParameters, editParameters } from '../../tasks/parameters.ts'
import { setTasksPublic } from '../../tasks/publicity.ts'
import { updateTaskTags } from '../../tasks/update-tags.ts'
import { archive, unarchive } from './archive.ts'
import { clone } from './clone.ts'
import { listAttempts } from '../../tasks/attempts.ts'
import { cure } from './cure.ts'
import { completed } from './completed.ts'
import { create } from './create.ts'
import { delete as deleteAction } from './delete.ts'
import { dequeue } from './dequeue.ts'
import { edit } from './edit.ts'
import { enqueue } from './enqueue.ts'
import { explain } from './explain.ts'
import { get_all, get_all_ex } from './get_all.ts'
import { get_by_id } from './get_by_id.ts'
import { get_configuration_names, get_configurations } from './get_configurations.ts'
import { get_hyper_params } from './get_hyper_params.ts'
import { launch } from './launch.ts'
import { archive_many, delete_many, dequeue_many, enqueue_many, publish_many, reset_many, stop_many, unarchive_many } from './many.ts'
import { publish } from './publish.ts'
import { reset } from './reset.ts'
import { reportStatus } from './report-status.ts'
import { started } from './started.ts'
import { stop } from './stop.ts'
import { update } from './update.ts'
import { update_batch } from './update_batch.ts'
import { wait } from './wait.ts'

export const tasksService: Implementation<typeof tasks, Context> = {
  get_by_id,
  get_all,
  get_all_ex,
  get_by_id_ex: get_all_ex,
  count: (request, ctx) => countTasks(ctx, request),
  get_types: async ({ projects = [] }, ctx) => ({ types: [...(await typesOfTasks(readerOf(ctx), projects))] }),
  get_configurations,
  get_configuration_names,
  get_hyper_params,
  wait,
  explain,
  get_attempts: async ({ tasks: ids }, ctx) => ({ attempts: await listAttempts(readerOf(ctx), ids) }),
  cure,
  create,
  clone,
  edit,
  update,
  move: async ({ ids, project, project_name: name }, ctx) => {
    const { moved, project: project_id } = await transact(ctx, (tx) => moveTasks(tx, ids, { project, name }))
    return { moved, project_id }
  },
  update_tags: async ({ ids, add_tags: add = [], remove_tags: remove = [] }, ctx) => ({
    updated: await transact(ctx, (tx) => updateTaskTags(tx, ids, { add, remove })),
  }),
  validate: async ({ name, ...parts }, ctx) => {
    cleanName(name)
    await checkReferences(ctx, parts)
    return {}
  },
  set_requirements: async ({ task, requirements }, ctx) => ({
    updated: await transact(ctx, (tx) => setRequirements(tx, task, requirements)),
    fields: { 'script.requirements': requirements },
  }),
  edit_hyper_params: async ({ task, force, hyperparams: params, replace_hyperparams: mode = 'none' }, ctx) => ({
    updated: await transact(ctx, (tx) => editParameters(tx, task, { params, mode: mode === 'none' ? 'merge' : mode, force })),
  }),
  delete_hyper_params: async ({ task, force, hyperparams }, ctx) => ({
    deleted: await transact(ctx, (tx) => deleteParameters(tx, task, hyperparams, force)),
  }),
  edit_configuration: async ({ task, force, configuration, replace_configuration }, ctx) => ({
    updated: await transact(ctx, (tx) => editConfiguration(tx, task, { configuration, replace: replace_configuration === true, force })),
  }),
  delete_configuration: async ({ task, force, configuration }, ctx) => ({
    deleted: await transact(ctx, (tx) => deleteConfiguration(tx, task, configuration, force)),
  }),
  edit_runtime: async ({ task, add_or_update: add = {}, remove = [] }, ctx) => ({
    updated: await transact(ctx, (tx) => editRuntime(tx, task, { add, remove })),
  }),
  add_or_update_artifacts: async ({ task, artifacts }, ctx) => ({
    updated: await transact(ctx, (tx) => addArtifacts(tx, task, artifacts)),
  }),
  delete_artifacts: async ({ task, artifacts }, ctx) => ({
    deleted: await transact(ctx, (tx) => deleteArtifacts(tx, task, artifacts)),
  }),
  add_or_update_model: async ({ task, ...use }, ctx) => ({
    updated: await transact(ctx, (tx) => addTaskModel(tx, task, use)),
  }),
  delete_models: async ({ task, models }, ctx) => ({
    updated: await transact(ctx, (tx) => removeTaskModels(tx, task, models)),
  }),
  started,
  stopped: (request, ctx) => reportStatus(ctx, request, 'stopped'),
  failed: (request, ctx) => reportStatus(ctx, request, 'failed'),
  close: (request, ctx) => reportStatus(ctx, request, 'closed'),
  completed,
  stop,
  publish,
  reset,
  enqueue,
  dequeue,
  archive,
  unarchive,
  delete: deleteAction,
  ping: async ({ task }, ctx) => {
    const { id } = await findTask(ctx, task)
    await transact(ctx, (tx) => pingTask(tx, id))
    return {}
  },
  launch,
  archive_many,
  unarchive_many,
  delete_many,
  reset_many,
  enqueue_many,
  dequeue_many,
  stop_many,
  publish_many,
  update_batch,
  make_public: async ({ ids }, ctx) => ({ updated: await transact(ctx, (tx) => setTasksPublic(tx, ids, true)) }),
  make_private: async ({ ids }, ctx) => ({ updated: await transact(ctx, (tx) => setTasksPublic(tx, ids, false)) }),
}
