import { Type as t } from 'typebox'
import { action } from './action.ts'
import { Id, opt, text } from './fields.ts'
import { RunFault } from './run-fault.ts'

const Parameter = t.Object({
  name: t.String(),
  value: text('its value in the run that is the model, as a text'),
  type: text('in Python’s words: int, float, bool, str, list, dict, NoneType'),
  description: opt(t.String()),
})

const PreviewedQueue = t.Object({
  name: t.String(),
  waiting: t.Integer({ description: 'how many tasks wait in it' }),
  slots: t.Integer({ description: 'how many slots of live workers serve it' }),
  free: t.Integer({ description: 'how many of these run nothing' }),
  lanes: t.Integer({
    description: 'how many light lanes take from it all that the run would put into it: most take controllers and no other steps',
  }),
})

export const preview = action({
  summary:
    'What a new run would be like: its parameters, all that is wrong, which steps would come from the cache, how busy its queues are. Nothing is changed.',
  access: 'viewer',
  attempt: 'reads',
  repeat: 'safe',
  request: t.Object({
    run: text('the id of the run whose definition the new one would get'),
    parameters: opt(t.Record(t.String(), t.Unknown(), { maxProperties: 1000, description: 'values of parameters, as for `runs.start`' })),
    queue: opt(text('the controller’s queue, by id or name; default: that of the run before')),
  }),
  response: t.Object({
    run: Id,
    name: t.String(),
    project: opt(text('the id of the project of the pipeline’s runs')),
    queue: opt(t.Object({ id: Id, name: t.String() }, { description: 'that of the controller; absent if the server drives the run' })),
    parameters: t.Array(Parameter),
    errors: t.Array(RunFault, { description: 'why it would be refused' }),
    warnings: t.Array(RunFault, { description: 'what it would wait for' }),
    steps: opt(t.Integer({ description: 'how many steps it has; absent if only its program knows' })),
    cached: t.Array(t.Object({ step: t.String(), task: Id }), {
      description: 'the steps that would come from the cache, each with the task whose results it would reuse',
    }),
    undecided: t.Array(t.String(), {
      description: 'steps that may come from the cache, which is decided when the steps before them have run',
    }),
    queues: t.Array(PreviewedQueue, { description: 'those of the controller and of the steps' }),
  }),
  errors: ['task_not_found', 'not_a_run', 'queue_not_found', 'no_default_queue', 'invalid_pipeline'],
})
