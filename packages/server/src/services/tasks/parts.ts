import type { Implementation, tasks } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { addArtifacts, deleteArtifacts } from '../../tasks/artifacts.ts'
import { deleteConfiguration, editConfiguration } from '../../tasks/configuration.ts'
import { editRuntime, setRequirements } from '../../tasks/documents.ts'
import { addTaskModel, removeTaskModels } from '../../tasks/models.ts'
import { deleteParameters, editParameters } from '../../tasks/parameters.ts'

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

/** Edits single parts of a task, without reading or writing the rest. */
export const parts: Parts = {
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
}
