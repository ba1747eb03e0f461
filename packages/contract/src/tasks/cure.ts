import { Type as t } from 'typebox'
import { action } from '../action.ts'
import { oneOf, text } from '../fields.ts'
import { verbs } from '../run-verbs.ts'
import { curesOnRequest } from '../cures.ts'

export const cure = {
  cure: action({
    summary: 'Carry out what helps a task that waits: one of the cures that `tasks.explain` names with `on_request`.',
    access: 'user',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({ task: text('the id of the task that waits'), cure: oneOf(curesOnRequest) }),
    response: t.Object({ text: t.String({ description: 'what was done, for people' }), at: t.String({ description: 'when: ISO 8601' }) }),
    errors: [
      ...new Set([...verbs.resume.errors, 'cure_not_offered', 'worker_not_own', 'worker_not_found', 'worker_not_drainable'] as const),
    ],
  }),
} as const
