import { type Static, Type as t } from 'typebox'
import { action } from './action.ts'
import { Id, opt, text } from './fields.ts'
import { lastRun } from './last-run.ts'

/** Over how many runs of each pipeline is counted. */
export const countedRuns = 50

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
    'The pipelines in the order of their names, each with its last runs, how many of them completed, how long these took, and when it starts next.',
  access: 'viewer',
  attempt: 'reads',
  repeat: 'safe',
  request: t.Object({
    runs: opt(t.Integer({ minimum: 0, maximum: 20, description: 'how many runs of each; 10 by default' })),
    page: opt(t.Integer({ minimum: 0, description: 'from 0' })),
    page_size: opt(t.Integer({ minimum: 1, maximum: 100, description: '50 by default' })),
  }),
  response: t.Object({ pipelines: t.Array(PipelineSummary), total: t.Integer() }),
  errors: [],
})
