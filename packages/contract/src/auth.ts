import { Type as t } from 'typebox'
import { action } from './action.ts'
import { Document, Empty, flag, Id, Ids, opt, Time } from './fields.ts'
import { Choice } from './list.ts'

const Credential = t.Object({
  access_key: t.String(),
  label: opt(t.String()),
  created: opt(Time),
  last_used: opt(Time),
  last_used_from: opt(t.String()),
})

export const auth = {
  login: action({
    summary: 'Exchange a key pair, a user name with password, or an older token for a token.',
    access: 'anyone',
    attempt: 'reads',
    repeat: 'safe',
    cookie: 'set',
    request: t.Object({
      expiration_sec: opt(t.Integer({ minimum: 1, description: 'seconds, a year at most; default: the setting tokenDays' })),
    }),
    response: t.Object({ token: t.String() }),
    errors: [],
  }),
  create_ticket: action({
    summary: 'A ticket that logs a browser in once, as the user who calls, within a few minutes.',
    access: 'account',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({}),
    response: t.Object({
      ticket: t.String({ description: 'a secret; no later call shows it' }),
      expires_in: t.Integer({ description: 'for how many seconds it is valid' }),
    }),
    errors: [],
  }),
  redeem_ticket: action({
    summary: 'Exchange a ticket of auth.create_ticket for a token, which the cookie of the answer holds. The ticket is void afterwards.',
    access: 'anyone',
    attempt: 'never',
    repeat: 'unsafe',
    cookie: 'redeem',
    request: t.Object({ ticket: t.String({ minLength: 1, maxLength: 200 }) }),
    response: t.Object({ token: t.String() }),
    errors: ['ticket_not_valid'],
  }),
  logout: action({
    summary: 'Revoke the token of this call.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'unsafe',
    cookie: 'clear',
    request: t.Object({}),
    response: t.Object({}),
    errors: [],
  }),
  validate_token: action({
    summary: 'Whether a token is valid, and whose it is.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ token: t.String() }),
    response: t.Object({ valid: t.Boolean(), user: opt(t.String()), company: opt(t.String()), msg: opt(t.String()) }),
    errors: [],
  }),
  fixed_users_mode: action({
    summary: 'Whether users are fixed by the configuration.',
    access: 'anyone',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({}),
    response: t.Object({
      enabled: t.Boolean(),
      guest: t.Object({ enabled: t.Boolean() }),
      server_errors: t.Object({ missed_es_upgrade: t.Boolean(), es_connection_error: t.Boolean() }),
    }),
    errors: [],
  }),
  create_credentials: action({
    summary: 'Create a key pair for the caller. No later call shows the secret.',
    access: 'account',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({ label: opt(t.String()) }),
    response: t.Object({ credentials: t.Object({ access_key: t.String(), secret_key: t.String(), label: opt(t.String()) }) }),
    errors: [],
  }),
  get_credentials: action({
    summary: 'The key pairs of the caller, without their secrets.',
    access: 'viewer',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({}),
    response: t.Object({ credentials: t.Array(Credential) }),
    errors: [],
  }),
  edit_credentials: action({
    summary: 'Change the label of a key pair of the caller.',
    access: 'account',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({ access_key: t.String(), label: opt(t.String({ maxLength: 1000 })) }),
    response: t.Object({ updated: t.Integer() }),
    errors: ['credential_not_found'],
  }),
  revoke_credentials: action({
    summary: 'Revoke a key pair of the caller, and every token made with it.',
    access: 'account',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({ access_key: t.String() }),
    response: t.Object({ revoked: t.Integer() }),
    errors: ['credential_not_found'],
  }),
} as const

const ListedUser = t.Object({ id: Id, name: opt(t.String()), role: opt(t.String()), company: opt(t.String()), created: opt(Time) })
const usersQuery = {
  id: opt(Choice),
  name: opt(t.String({ description: 'regular expression, unanchored and case-sensitive' })),
  only_fields: opt(t.Union([t.Array(t.String(), { maxItems: 1000 }), t.String()])),
  order_by: opt(t.Union([t.Array(t.String()), t.String()], { description: 'id, name, role or created; `-` before it: descending' })),
  page: opt(t.Integer({ minimum: 0, description: 'from 0' })),
  page_size: opt(t.Integer({ minimum: 1, description: 'capped at 500' })),
}
const usersList = {
  access: 'viewer',
  attempt: 'reads',
  repeat: 'safe',
  response: t.Object({ users: t.Array(ListedUser) }),
  errors: ['invalid_pattern'],
} as const

export const users = {
  get_current_user: action({
    summary: 'The user who calls.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({}),
    response: t.Object({
      user: t.Object({
        id: Id,
        name: t.String(),
        role: t.String(),
        company: t.Object({ id: t.String(), name: t.String() }),
        preferences: t.Record(t.String(), t.Unknown()),
      }),
      getting_started: t.Union([t.Null(), t.Object({})]),
      settings: t.Object({}),
    }),
    errors: [],
  }),
  get_by_id: action({
    summary: 'One user of the workspace.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ user: Id }),
    response: t.Object({ user: t.Object({ id: Id, name: t.String(), role: t.String(), company: t.String(), created: Time }) }),
    errors: ['user_not_found'],
  }),
  get_preferences: action({
    summary: 'The preferences of the user who calls, as clients have stored them.',
    access: 'viewer',
    attempt: 'never',
    repeat: 'safe',
    request: Empty,
    response: t.Object({ preferences: Document }),
    errors: [],
  }),
  set_preferences: action({
    summary: 'Change preferences of the user who calls. A name with dots is a path: `a.b` is the key b of the object a.',
    access: 'user',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({ preferences: Document, return_updated_preferences: flag('Answer all preferences as they then are.') }),
    response: t.Object({ updated: t.Integer(), preferences: opt(Document) }),
    errors: [],
  }),
  get_all: action({
    ...usersList,
    summary: 'The users of the workspace that meet filters, sorted by name.',
    request: t.Object(usersQuery),
  }),
  get_all_ex: action({
    ...usersList,
    summary: 'The same, and with active_in_projects only users who made something there.',
    request: t.Object({
      ...usersQuery,
      active_in_projects: opt({ ...Ids, description: 'these projects and those below them; an empty list: any project' }),
    }),
  }),
} as const
