import { type Static, Type as t } from 'typebox'
import { action } from './action.ts'
import { Id, oneOf, opt, text } from './fields.ts'
import { lastRun } from './last-run.ts'

/** Over how many runs of each pipeline is counted. */
export const countedRuns = 50

/** The orders in which pipelines can be listed. */
const pipelineOrders = ['name', 'newest', 'failing', 'slowest', 'next'] as const
export type PipelineOrder = (typeof pipelineOrders)[number]

const PipelineRun = t.Object(lastRun)
export type PipelineRun = Static<typeof PipelineRun>

const PipelineSummary = t.Object({
  project: Id,
  name: text('the whole name of the project that holds its runs'),
  version: opt(text('the version of its newest run')),
  runs: t.Array(PipelineRun, { description: 'its last runs, the newest last; without drafts and archived ones' }),
  ended: t.Integer({ description: `how many of its last ${countedRuns} runs have ended` }),
  completed: t.Integer({ description: 'how many of these completed' }),
  failed: t.Integer({ description: 'how many of these failed' }),
  median: opt(t.Integer({ description: 'the median of how long those took that completed, in ms' })),
  spread: opt(t.Integer({ description: 'half of those took at most this longer or shorter than the median, in ms' })),
  next: opt(t.String({ description: 'when a schedule starts it next, ISO 8601; absent if none does' })),
})
export type PipelineSummary = Static<typeof PipelineSummary>

export const pipelines = action({
  summary:
    'The pipelines, in the order of their names or in another one, each with its last runs, how many of them completed, how long these took, and when it starts next.',
  access: 'viewer',
  attempt: 'reads',
  repeat: 'safe',
  request: t.Object({
    runs: opt(t.Integer({ minimum: 0, maximum: 20, description: 'how many runs of each; 10 by default' })),
    text: opt(
      t.String({ maxLength: 200, description: 'what the name of a pipeline, or the path of the project above it, has in it, in any case' }),
    ),
    order: opt(
      oneOf(
        pipelineOrders,
        'name: the default; newest: whose newest run was made last; failing: of whose runs the fewest complete; slowest: whose median is the longest; next: which a schedule starts first',
      ),
    ),
    page: opt(t.Integer({ minimum: 0, description: 'from 0' })),
    page_size: opt(t.Integer({ minimum: 1, maximum: 100, description: '50 by default' })),
  }),
  response: t.Object({ pipelines: t.Array(PipelineSummary), total: t.Integer() }),
  errors: [],
})
