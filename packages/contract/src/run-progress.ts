import { type Static, Type as t } from 'typebox'
import { action } from './action.ts'
import { Id, opt, text } from './fields.ts'

const RunProgress = t.Object({
  run: Id,
  steps: t.Integer({ description: 'how many steps it has so far' }),
  done: t.Integer({ description: 'how many of them have completed or came from the cache' }),
  running: t.Integer(),
  failed: t.Integer({ description: 'how many of them failed or were aborted' }),
  expected_end: opt(text('ISO 8601; as in runs.view')),
})
export type RunProgress = Static<typeof RunProgress>

export const progress = action({
  summary: 'How far runs are: how many steps each has, how many of them are done, and when it is expected to end.',
  access: 'viewer',
  attempt: 'reads',
  repeat: 'safe',
  request: t.Object({ runs: t.Array(Id, { maxItems: 100 }) }),
  response: t.Object({ runs: t.Array(RunProgress, { description: 'without those that are no runs' }) }),
  errors: [],
})
