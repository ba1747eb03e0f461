import { Type as t } from 'typebox'
import { own, shared } from '../access.ts'
import { action } from '../action.ts'
import { Document, flag, Id, Names, oneOf, opt, text, Updated } from '../fields.ts'
import { moveRows, updateTagsOf } from '../many.ts'
import { RunFault } from '../run-fault.ts'
import { taskTypes } from './status.ts'
import { Artifact, Configuration, Container, Execution, ModelUse, Param, Resources, RunDriver, Script } from './task.ts'

const task = text('the task’s id')
const force = flag('Edit it although it is no longer a draft.')
/** The most parameters that one call may set. */
export const mostParams = 10_000
const Params = t.Record(
  t.String(),
  t.Record(t.String(), t.Union([Param, t.Object({ value: opt(t.Unknown()) })]), { maxProperties: mostParams }),
  { maxProperties: 1000 },
)
const Configurations = t.Record(t.String(), Configuration)
const Models = t.Object({ input: opt(t.Array(ModelUse)), output: opt(t.Array(ModelUse)) })

/** The parts of a task that may be set when it is created and edited. */
export const taskParts = {
  comment: opt(t.String()),
  parent: opt(t.String()),
  project: opt(t.String()),
  tags: opt(Names),
  system_tags: opt(Names),
  script: opt(Script),
  execution: opt(Execution),
  container: opt(Container),
  hyperparams: opt(Params),
  configuration: opt(Configurations),
  models: opt(Models),
  runtime: opt(Document),
  output: opt(Document),
  output_dest: opt(t.String({ description: 'where its files go: output.destination' })),
  resources: opt(Resources),
  driver: opt(t.Union([RunDriver, t.Null()], { description: 'who drives the run of a controller: the server, else its own process' })),
}
const newTask = {
  name: t.String({ minLength: 3, maxLength: 1000 }),
  type: opt(oneOf(taskTypes)),
  input: opt(Document),
  ...taskParts,
}
/** Numbers and versions are given in the transaction that makes the run, because several programs may start a pipeline at once. */
const numbered = flag(
  'The name is that of a pipeline, or of a run of it: the task gets that of the next run in its project, `NAME`, then `NAME #2` and so on.',
)
const edited = ['task_not_found', 'invalid_transition', 'attempt_ended', 'read_only'] as const

export const edit = {
  create: action({
    summary: 'Create a task, as a draft.',
    access: 'user',
    attempt: 'makes',
    repeat: 'recorded',
    versioned: { request: 'task' },
    faultPoint: true,
    body: 'content',
    request: t.Object({
      ...newTask,
      numbered,
      versioned: flag(
        'The task is a run whose `pipeline_hash` in `runtime` stands for what it does: it gets the version of the newest run of its project that has one, or the next version if that run did something else.',
      ),
      runnable: opt(
        t.Object(
          {
            queue: opt(text('the queue of the controller, by id or name; absent if no agent runs it')),
            own_steps: flag('The steps run in the process of the controller, so no queue and no agent is needed.'),
          },
          { description: 'Refuse a controller whose pipeline cannot run so, as runs.check finds it.' },
        ),
      ),
    }),
    response: t.Object({
      id: Id,
      warnings: opt(t.Array(RunFault, { description: 'with `runnable`: what the run would wait for' })),
    }),
    errors: ['project_not_found', 'task_not_found', 'model_not_found', 'read_only', 'invalid_pipeline'],
  }),
  clone: action({
    summary: 'Create a draft with the definition of another task, without its results.',
    access: 'user',
    attempt: 'makes',
    repeat: 'recorded',
    faultPoint: true,
    body: 'content',
    request: t.Object({
      task,
      new_task_name: opt(t.String({ maxLength: 1000 })),
      new_task_comment: opt(t.String()),
      new_task_tags: opt(Names),
      new_task_system_tags: opt(Names),
      new_task_parent: opt(t.String()),
      new_task_project: opt(t.String()),
      new_project_name: opt(t.String({ maxLength: 4000 })),
      new_task_hyperparams: opt(Params),
      new_task_configuration: opt(Configurations),
      new_task_container: opt(Container),
      new_task_input_models: opt(t.Array(ModelUse)),
      execution_overrides: opt(Execution),
      validate_references: flag('Refuse an original whose project, parent or input models are no longer there.'),
      numbered,
    }),
    response: t.Object({ id: Id, new_project: opt(t.Object({ id: Id, name: t.String() })) }),
    errors: ['task_not_found', 'project_not_found', 'model_not_found', 'read_only', 'invalid_project_name', 'project_too_deep'],
  }),
  edit: action({
    summary: 'Change parts of a task. Maps and lists are replaced whole; script, execution and output are merged.',
    access: 'user',
    attempt: [own('task'), shared('task', 'parent')],
    repeat: 'safe',
    versioned: { request: 'task' },
    faultPoint: true,
    body: 'content',
    request: t.Object({ task, force, name: opt(t.String({ minLength: 3, maxLength: 1000 })), type: opt(oneOf(taskTypes)), ...taskParts }),
    response: Updated,
    errors: [...edited, 'project_not_found', 'model_not_found'],
  }),
  update: action({
    summary: 'Change what may change in any status: name, tags, comment, project.',
    access: 'user',
    attempt: [own('task')],
    repeat: 'safe',
    versioned: { request: 'task' },
    request: t.Object({
      task,
      name: opt(t.String({ minLength: 3, maxLength: 1000 })),
      tags: opt(Names),
      system_tags: opt(Names),
      comment: opt(t.String()),
      project: opt(t.String()),
      created: opt(t.String()),
      status_message: opt(t.String()),
      output__error: opt(t.String()),
    }),
    response: Updated,
    errors: [...edited, 'project_not_found'],
  }),
  move: moveRows('task'),
  update_tags: updateTagsOf('task'),
  validate: action({
    summary: 'Check what would be given to `create`, without creating it.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { request: 'task' },
    body: 'content',
    request: t.Object(newTask),
    response: t.Object({}),
    errors: ['project_not_found', 'task_not_found', 'model_not_found', 'read_only'],
  }),
  set_requirements: action({
    summary: 'Set the packages that the script needs.',
    access: 'user',
    attempt: [own('task')],
    repeat: 'safe',
    body: 'content',
    request: t.Object({ task, requirements: Document }),
    response: Updated,
    errors: [...edited, 'task_has_no_script'],
  }),
  edit_hyper_params: action({
    summary: 'Add or change parameters.',
    access: 'user',
    attempt: [own('task')],
    repeat: 'safe',
    body: 'content',
    request: t.Object({
      task,
      force,
      hyperparams: t.Array(Param, { maxItems: mostParams }),
      replace_hyperparams: opt(oneOf(['none', 'section', 'all'])),
    }),
    response: Updated,
    errors: edited,
  }),
  delete_hyper_params: action({
    summary: 'Delete parameters, or whole sections.',
    access: 'user',
    attempt: [own('task')],
    repeat: 'unsafe',
    request: t.Object({ task, force, hyperparams: t.Array(t.Object({ section: t.String(), name: opt(t.String()) })) }),
    response: t.Object({ deleted: t.Integer() }),
    errors: edited,
  }),
  edit_configuration: action({
    summary: 'Add or change configuration objects.',
    access: 'user',
    attempt: [own('task')],
    repeat: 'safe',
    body: 'content',
    request: t.Object({
      task,
      force,
      configuration: t.Array(t.Object({ ...Configuration.properties, name: t.String() })),
      replace_configuration: opt(t.Boolean()),
    }),
    response: Updated,
    errors: edited,
  }),
  delete_configuration: action({
    summary: 'Delete configuration objects.',
    access: 'user',
    attempt: [own('task')],
    repeat: 'unsafe',
    request: t.Object({ task, force, configuration: Names }),
    response: t.Object({ deleted: t.Integer() }),
    errors: edited,
  }),
  edit_runtime: action({
    summary: 'Add, change or remove single runtime properties.',
    access: 'user',
    attempt: [own('task')],
    repeat: 'safe',
    body: 'content',
    request: t.Object({ task, force, add_or_update: opt(Document), remove: opt(Names) }),
    response: Updated,
    errors: edited,
  }),
  add_or_update_artifacts: action({
    summary: 'Register artifacts; those with the same key and mode are replaced.',
    access: 'user',
    attempt: [shared('task')],
    repeat: 'safe',
    faultPoint: true,
    body: 'content',
    request: t.Object({ task, force, artifacts: t.Array(Artifact) }),
    response: Updated,
    errors: [...edited, 'artifact_invalid'],
  }),
  delete_artifacts: action({
    summary: 'Remove artifacts from a task.',
    access: 'user',
    attempt: [own('task')],
    repeat: 'unsafe',
    request: t.Object({ task, force, artifacts: t.Array(t.Object({ key: t.String(), mode: opt(oneOf(['input', 'output'])) })) }),
    response: t.Object({ deleted: t.Integer() }),
    errors: edited,
  }),
  add_or_update_model: action({
    summary: 'Record that a task reads or writes a model.',
    access: 'user',
    attempt: [shared('task'), own('model', 'model', { type: 'output' })],
    repeat: 'safe',
    request: t.Object({ task, name: t.String(), model: t.String(), type: oneOf(['input', 'output']), iteration: opt(t.Integer()) }),
    response: Updated,
    errors: [...edited, 'model_not_found'],
  }),
  delete_models: action({
    summary: 'Remove models from a task’s lists.',
    access: 'user',
    attempt: [own('task')],
    repeat: 'unsafe',
    request: t.Object({ task, models: t.Array(t.Object({ name: t.String(), type: oneOf(['input', 'output']) })) }),
    response: Updated,
    errors: edited,
  }),
} as const
