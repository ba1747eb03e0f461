import { Type as t } from 'typebox'
import { action } from './action.ts'
import { Document, Empty } from './fields.ts'

/** What a login page asks. */
export const login = {
  supported_modes: action({
    summary:
      'How people log in: by name and password, or by a key pair, as Basic credentials of auth.login. Also whether this call is logged in.',
    access: 'anyone',
    attempt: 'reads',
    repeat: 'safe',
    request: Empty,
    response: t.Object({
      authenticated: t.Boolean(),
      basic: t.Object({ enabled: t.Boolean(), guest: t.Object({ enabled: t.Boolean() }) }),
      sso: Document,
      sso_providers: t.Array(t.Unknown()),
      server_errors: Document,
    }),
    errors: [],
  }),
  logout: action({
    summary: 'Revoke the token of this call, and clear the cookie that holds it.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'unsafe',
    cookie: 'clear',
    request: Empty,
    response: Empty,
    errors: [],
  }),
} as const
