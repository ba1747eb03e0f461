import { Type as t } from 'typebox'
import { action } from './action.ts'
import { flag, opt } from './fields.ts'

export const organization = {
  get_tags: action({
    summary: 'The tags that tasks, models, projects and queues of the workspace have, sorted.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ include_system: flag('Answer the system tags as well.') }),
    response: t.Object({ tags: t.Array(t.String()), system_tags: opt(t.Array(t.String())) }),
    errors: [],
  }),
} as const
