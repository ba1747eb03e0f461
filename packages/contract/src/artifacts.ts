import { type Static, Type as t } from 'typebox'
import { action } from './action.ts'
import { Id, oneOf, opt, Reference, text } from './fields.ts'
import { taskStatuses } from './tasks/status.ts'

/** An artifact with the task that has it. */
const FoundArtifact = t.Object({
  task: Reference,
  status: oneOf(taskStatuses, 'of the task'),
  project: opt(Reference),
  run: opt({ ...Reference, description: 'the run that the task is a step of' }),
  step: opt(text('the name of the step in the run')),
  key: text('its name in the task'),
  mode: oneOf(['input', 'output']),
  type: t.String(),
  uri: t.String(),
  content_size: t.Number({ description: 'bytes' }),
  hash: text('sha256, hex; empty if it has none'),
  timestamp: t.Number({ description: 'seconds since the epoch' }),
  same: t.Integer({ description: 'how many other tasks have an artifact with the same content, by the hash' }),
})
export type FoundArtifact = Static<typeof FoundArtifact>

export const artifacts = {
  get_all: action({
    summary: 'The artifacts of all tasks, the newest first, a page at a time.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({
      hash: opt(t.String({ maxLength: 1000, description: 'only those with this hash, or with one that begins so' })),
      text: opt(
        t.String({ maxLength: 1000, description: 'only those whose name, or the name of whose task, contains it; case does not count' }),
      ),
      project: opt(text('only those of tasks in the project with this id, and in those below it')),
      task: opt(Id),
      type: opt(text('only those of this type: JSON, pandas, numpy …')),
      mode: opt(oneOf(['input', 'output'])),
      page: opt(t.Integer({ minimum: 0, description: 'from 0' })),
      page_size: opt(t.Integer({ minimum: 1, maximum: 500, description: '100 by default' })),
    }),
    response: t.Object({ artifacts: t.Array(FoundArtifact), total: t.Integer({ description: 'how many there are on all pages' }) }),
    errors: [],
  }),
} as const
