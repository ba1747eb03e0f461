import { Type as t } from 'typebox'
import { roles } from './access.ts'
import { action } from './action.ts'
import { Id, oneOf, opt, Time, Updated } from './fields.ts'
import { Company, NewUserName, otherUser, Password, UserDetails } from './users.ts'

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
    summary:
      'A ticket that logs a browser in once: as the user who calls, within a few minutes, or as the user whom an administrator names, within a day.',
    access: 'account',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({ user: opt(t.String({ description: 'another user, for administrators; default: the user who calls' })) }),
    response: t.Object({
      ticket: t.String({ description: 'a secret; no later call shows it' }),
      expires_in: t.Integer({ description: 'for how many seconds it is valid' }),
    }),
    errors: otherUser,
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
  create_user: action({
    summary: 'Add a user, who logs in by name and password, or first by a ticket of auth.create_ticket.',
    access: 'admin',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({
      name: NewUserName,
      role: opt(oneOf(roles, 'default: user; none with a right that the caller lacks')),
      company: opt(Company),
      password: opt(Password),
      ...UserDetails,
    }),
    response: t.Object({ id: Id }),
    errors: ['user_exists', 'role_above_own', 'other_company'],
  }),
  edit_user: action({
    summary: 'Change a user, but not role, name and password of one whom the configuration names.',
    access: 'admin',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({
      user: Id,
      role: opt(oneOf(roles, 'none with a right that the caller lacks')),
      name: opt(NewUserName),
      password: opt(
        t.Union([Password, t.Null()], { description: 'null: no login by password. It ends the user’s sessions without a key.' }),
      ),
      ...UserDetails,
    }),
    response: Updated,
    errors: [...otherUser, 'user_exists', 'user_is_configured', 'last_administrator'],
  }),
  set_password: action({
    summary:
      'Set the password of the user who calls, which ends the sessions that began by the former one or by a link, but not the calling one.',
    access: 'account',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({
      password: Password,
      current: opt(t.String({ maxLength: 1000, description: 'the password so far; needed if there is one' })),
    }),
    response: t.Object({ updated: t.Integer() }),
    errors: ['wrong_password', 'user_is_configured'],
  }),
  get_token_for_user: action({
    summary:
      'A token with which an administrator acts in the name of another user, for an hour at most. Calls with it make no keys and no logins.',
    access: 'admin',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({
      user: Id,
      company: opt(Company),
      expiration_sec: opt(t.Integer({ minimum: 1, description: 'seconds, an hour at most; default: a quarter of an hour' })),
    }),
    response: t.Object({ token: t.String() }),
    errors: [...otherUser, 'other_company'],
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
