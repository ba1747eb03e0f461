import { type Static, Type as t } from 'typebox'
import { action } from './action.ts'
import { Id, oneOf, opt, text } from './fields.ts'
import { lastRun } from './last-run.ts'
import { stepStatuses } from './tasks/status.ts'

const GridStep = t.Object({
  name: t.String(),
  status: oneOf(stepStatuses),
  took: opt(t.Integer({ description: 'how long its last execution took, in ms; absent until it has ended' })),
})
export type GridStep = Static<typeof GridStep>

const GridRun = t.Object({
  ...lastRun,
  mark: text('what the steps are at present, for `known` of the next call'),
  steps: opt(t.Array(GridStep, { description: 'in the order in which they were defined; absent if `known` has the mark' })),
  elsewhere: opt(
    t.Array(Id, {
      description:
        'the tasks in other projects of steps that have not ended: their changes change the run too, beside those of tasks in its project. Absent if there are none',
    }),
  ),
})
export type GridRun = Static<typeof GridRun>

export const grid = action({
  summary: 'The last runs in a project beside each other: what became of each step in each run, and how long it took.',
  access: 'viewer',
  attempt: 'reads',
  repeat: 'safe',
  request: t.Object({
    project: Id,
    limit: opt(t.Integer({ minimum: 1, maximum: 20, description: 'how many runs; 10 by default' })),
    known: opt(t.Array(t.String(), { maxItems: 20, description: 'the marks of the runs whose steps the caller has; these are left out' })),
  }),
  response: t.Object({ runs: t.Array(GridRun, { description: 'the newest last; without drafts and archived ones' }) }),
  errors: [],
})
