import { Type as t } from 'typebox'
import { action } from './action.ts'
import { Id, oneOf, opt } from './fields.ts'

const changeEntities = ['task', 'queue', 'worker', 'project', 'model', 'schedule', 'trigger', 'user'] as const
export type ChangeEntity = (typeof changeEntities)[number]

/** The name of an entity that has changed, without its new state: read the entity again if it matters. */
export const Change = t.Object({
  seq: t.Integer(),
  entity: oneOf(changeEntities),
  id: t.String(),
  project: opt(t.Union([Id, t.Null()])),
  kind: t.String({
    description:
      'created, status, edited, deleted …; run: events were appended to a run, with its `rev` of before; waits: a task begins to wait for another one, or ceases to wait for any, with its `rev` of before; load: new figures of an agent’s machine, whose id it has then, or of a queue, with `rev` 0',
  }),
  rev: t.Integer(),
})

export const changes = {
  stream: action({
    summary:
      'Server-Sent Events, one for each change of an entity. `id` is the sequence number, from which Last-Event-ID resumes; an event `resync` means that changes since then are no longer stored.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    form: 'stream',
    request: t.Object({
      after: opt(
        t.Union([t.Integer({ minimum: 0 }), t.String({ pattern: '^\\d{1,15}(/\\d{1,15})?$' })], {
          description: 'the `id` of an event, or the `seq` of a change: only later changes',
        }),
      ),
      entity: opt(t.Array(oneOf(changeEntities))),
      id: opt(t.Array(t.String())),
      project: opt(t.String()),
    }),
    response: Change,
    errors: [],
  }),
} as const
