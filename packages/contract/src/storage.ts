import { Type as t } from 'typebox'
import { action } from './action.ts'
import { Document, Empty, opt } from './fields.ts'

const changes = {
  access: 'admin',
  attempt: 'never',
  repeat: 'safe',
  response: t.Object({ updated: t.Integer() }),
  errors: ['no_storage_settings'],
} as const

/** Credentials of cloud stores, which ClearML's server keeps to delete files in them. This server only deletes files of its own store. */
export const storage = {
  get_settings: action({
    summary: 'The credentials of cloud stores that the server uses: none.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: Empty,
    response: t.Object({ settings: Document }),
    errors: [],
  }),
  set_settings: action({
    ...changes,
    summary:
      'Refused: the server uses no credentials of cloud stores but those of its own store, which are found where Amazon’s tools find theirs.',
    request: t.Object({ aws: opt(Document), google: opt(Document), azure: opt(Document) }),
  }),
  reset_settings: action({
    ...changes,
    repeat: 'unsafe',
    summary: 'Refused: there are no settings to reset.',
    request: t.Object({ keys: opt(t.Array(t.String(), { maxItems: 10 })) }),
  }),
} as const
