import { Type as t } from 'typebox'
import { own } from './access.ts'
import { action } from './action.ts'
import { Document, Id, opt } from './fields.ts'
import { check } from './run-check.ts'
import { verbs } from './run-verbs.ts'
import { grid } from './run-grid.ts'
import { pipelines } from './run-pipelines.ts'
import { preview } from './run-preview.ts'
import { progress } from './run-progress.ts'
import { view } from './run-view.ts'
import { Launch, Launched, launchErrors } from './tasks/launch.ts'

const Event = t.Object({ seq: t.Integer({ minimum: 1 }), event: Document })

/** The stored events of a run: what its controller decided and observed, so that another process can continue the run. */
export const runs = {
  get: action({
    summary: 'The events of a run, in order: as many as one answer takes. There are more where the last one here is not `seq`.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    waits: 'wait',
    request: t.Object({
      run: Id,
      after: opt(t.Integer({ minimum: 0 })),
      wait: opt(
        t.Number({ minimum: 0, maximum: 30, default: 0, description: 'how many seconds to wait for events that somebody else appends' }),
      ),
    }),
    response: t.Object({
      run: Id,
      seq: t.Integer({ description: '0: nothing is stored yet' }),
      engine_version: t.Integer(),
      events: t.Array(Event),
    }),
    errors: ['task_not_found'],
  }),
  view,
  progress,
  grid,
  pipelines,
  check,
  preview,
  ...verbs,
  append: action({
    summary:
      'Append events to a run and start the steps that follow from them, in one transaction; refused if another process has appended since `expected_seq`.',
    access: 'user',
    attempt: [own('task', 'run'), own('task', 'launch.again')],
    repeat: 'unsafe',
    faultPoint: true,
    body: 'run',
    request: t.Object({
      run: Id,
      expected_seq: t.Integer({ minimum: 0 }),
      engine_version: t.Integer(),
      events: t.Array(Document, { minItems: 1, maxItems: 20_000 }),
      launch: opt(t.Array(Launch, { maxItems: 100, description: 'steps of this run, as for tasks.launch' })),
    }),
    response: t.Object({ seq: t.Integer(), launched: t.Array(Launched, { description: 'one for each of `launch`, in its order' }) }),
    errors: ['run_conflict', 'driven_by_server', ...launchErrors],
  }),
} as const
