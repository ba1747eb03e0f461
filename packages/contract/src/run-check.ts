import { type Static, Type as t } from 'typebox'
import { action } from './action.ts'
import { Document, oneOf, opt, text } from './fields.ts'
import { RunFault } from './run-fault.ts'
import { taskTypes } from './tasks/status.ts'
import { Resources } from './tasks/task.ts'

/** The fields of a step that are checked; others are allowed. */
const CheckedStep = t.Object({
  name: t.String(),
  baseTask: opt(t.String()),
  parents: opt(t.Array(t.String())),
  queue: opt(t.String()),
  parameters: opt(t.Record(t.String(), t.String())),
  taskOverrides: opt(Document),
  resources: opt(Resources),
  retries: opt(t.Number()),
  timeoutSeconds: opt(t.Number()),
  codeSection: opt(t.String()),
  jobType: opt(oneOf(taskTypes)),
  mapOver: opt(t.String()),
})

export const CheckedPipeline = t.Object({
  name: t.String(),
  parameters: opt(t.Record(t.String(), t.Object({ value: t.Unknown() }))),
  defaultQueue: opt(text('the queue of steps that name none, by id or name')),
  timeLimitSeconds: opt(t.Number()),
  steps: t.Record(t.String(), CheckedStep),
})
export type CheckedPipeline = Static<typeof CheckedPipeline>

export const check = action({
  summary: 'Whether a pipeline can run: all that is wrong with it at once. Nothing is changed.',
  access: 'viewer',
  attempt: 'reads',
  repeat: 'safe',
  body: 'run',
  request: t.Object({
    pipeline: opt(CheckedPipeline),
    run: opt(t.String({ description: 'instead of `pipeline`: a run, whose stored pipeline is checked' })),
    queue: opt(text('the queue of the controller, by id or name; absent if no agent runs it')),
    dynamic: opt(t.Boolean({ description: 'the steps are those that a program may add while it runs, so there may be none' })),
    own_steps: opt(t.Boolean({ description: 'the steps run in the process of the controller, so no queue and no agent is needed' })),
  }),
  response: t.Object({
    errors: t.Array(RunFault, { description: 'what makes the run, or a step of it, fail for certain' }),
    warnings: t.Array(RunFault, { description: 'what the run would wait for' }),
  }),
  errors: ['task_not_found', 'not_a_run'],
})
