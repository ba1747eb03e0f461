import { Type as t } from 'typebox'
import { own } from './access.ts'
import { action } from './action.ts'
import { Id, oneOf, opt, text } from './fields.ts'
import { RunFault } from './run-fault.ts'
import { taskStatuses } from './tasks/status.ts'

const run = text('the id of the run: of its controller’s task')
const parameters = opt(
  t.Record(t.String(), t.Unknown(), { maxProperties: 1000, description: 'values of parameters of the pipeline, by name: JSON, or texts' }),
)
const queue = opt(text('the controller’s queue, by id or name; default: that of the run before'))

const Run = t.Object({ run: Id, name: t.String(), status: oneOf(taskStatuses), queue: opt(text('the id of the queue, if it is queued')) })
const found = ['task_not_found', 'not_a_run'] as const
const queued = ['queue_not_found', 'no_default_queue', 'task_has_no_script', 'status_changed', 'read_only'] as const
/** The response of what starts something: it was checked before. */
const Started = t.Object({
  ...Run.properties,
  warnings: t.Array(RunFault, { description: 'what the run waits for, as far as can be seen now: an agent, or a paused queue' }),
})

/** What a retry takes, and its preview too. */
const retried = t.Object({
  run,
  from: opt(text('the step that begins anew with all below it; default: all that failed or were aborted')),
  parameters,
  base_tasks: opt(
    t.Record(t.String(), Id, { maxProperties: 1000, description: 'new code: for steps by name, the task to clone from now on' }),
  ),
  program: opt(
    text(
      'new code: a task whose script and bundle replace those of the run; the base tasks that it names for functions are those of their steps that begin anew',
    ),
  ),
  queue,
})
const refusedRetry = [
  ...found,
  'queue_not_found',
  'no_default_queue',
  'read_only',
  'invalid_pipeline',
  'run_refused',
  'nothing_to_retry',
  'run_live',
  'step_not_found',
] as const

/** What people do to runs. */
export const verbs = {
  start: action({
    summary:
      'Start a new run of a pipeline: of its newest version, or with the definition of a run. All that would keep it from its end is refused at once.',
    access: 'user',
    attempt: 'makes',
    repeat: 'recorded',
    faultPoint: true,
    request: t.Object({
      pipeline: opt(
        t.Object({
          name: t.String({ minLength: 1 }),
          project: opt(text('the path of the project in or below which it lies; default: any')),
        }),
      ),
      run: opt(run),
      version: opt(text('with `pipeline`: the newest run of this version is the model')),
      parameters,
      queue,
    }),
    response: Started,
    errors: [...found, ...queued, 'invalid_pipeline', 'pipeline_not_found', 'ambiguous_pipeline', 'missing_fields'],
  }),
  rerun: action({
    summary: 'Start a new run with the definition of a run, and other parameters if they are given.',
    access: 'user',
    attempt: 'makes',
    repeat: 'recorded',
    faultPoint: true,
    request: t.Object({ run, parameters, queue }),
    response: Started,
    errors: [...found, ...queued, 'invalid_pipeline'],
  }),
  retry: action({
    summary:
      'Let a run go on: its failed and aborted steps begin anew, or one step does, each with all steps below it. What has completed stays.',
    access: 'user',
    attempt: [own('task', 'run')],
    repeat: 'unsafe',
    faultPoint: true,
    request: retried,
    response: t.Object({
      ...Started.properties,
      steps: t.Array(t.String(), { description: 'the steps that begin anew; empty if the run’s own program decides' }),
    }),
    errors: [...refusedRetry, 'task_has_no_script', 'status_changed'],
  }),
  preview_retry: action({
    summary:
      'What a retry of a run would do to its steps, with the request of the retry: it is refused wherever the retry is. Nothing is changed.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: retried,
    response: t.Object({
      run: Id,
      name: t.String(),
      status: oneOf(taskStatuses),
      steps: t.Array(t.String(), { description: 'the steps from which it goes on, as the retry answers them' }),
      decided: t.Boolean({ description: 'whether the steps are known; false where the run’s own program decides which begin anew' }),
      repeats: t.Array(t.String(), { description: 'the steps that had ended and would begin anew' }),
      keeps: t.Array(t.String(), { description: 'the steps that stay as they ended' }),
      may_reuse: t.Array(t.String(), {
        description: 'of `repeats`: those that may come from the cache, which is decided when each begins',
      }),
      may_change: t.Array(t.String(), {
        description: 'of `keeps`: those that would begin anew if the pipeline’s body now called them with other inputs',
      }),
      warnings: Started.properties.warnings,
    }),
    errors: refusedRetry,
  }),
  resume: action({
    summary: 'Let a run go on that is paused, was stopped, or whose controller was lost.',
    access: 'user',
    attempt: [own('task', 'run')],
    repeat: 'unsafe',
    faultPoint: true,
    request: t.Object({
      run,
      queue: opt(
        text('the controller’s queue, by id or name; default: that of the run before. Refused for a paused run, which goes on where it is'),
      ),
    }),
    response: t.Object({ ...Started.properties, steps: t.Array(t.String(), { description: 'the steps that begin anew' }) }),
    errors: [...found, ...queued, 'invalid_pipeline', 'run_refused', 'nothing_to_resume', 'run_live'],
  }),
  pause: action({
    summary: 'Pause a run with its inner runs: nothing new starts, what runs goes on to its end. `runs.resume` ends the pause.',
    access: 'user',
    attempt: [own('task', 'run')],
    repeat: 'recorded',
    faultPoint: true,
    request: t.Object({ run, reason: opt(t.String({ maxLength: 1000 })) }),
    response: t.Object({
      ...Run.properties,
      paused: t.Array(Id, { description: 'the run and its inner runs that were not paused before' }),
    }),
    errors: [...found, 'run_not_live', 'run_refused', 'read_only'],
  }),
  stop: action({
    summary: 'Stop a run with its steps and inner runs. A run that has ended stays as it ended; what it left running is stopped.',
    access: 'user',
    attempt: [own('task', 'run')],
    repeat: 'recorded',
    faultPoint: true,
    request: t.Object({ run, reason: opt(t.String({ maxLength: 1000 })) }),
    response: t.Object({
      ...Run.properties,
      stopping: t.Boolean({ description: 'whether something still runs and is being ended' }),
      had_ended: t.Boolean({ description: 'whether the run itself had ended before' }),
      stopped: t.Array(Id, { description: 'the steps and inner runs that had not ended, which were stopped with it' }),
    }),
    errors: [...found, 'status_changed', 'read_only'],
  }),
} as const
