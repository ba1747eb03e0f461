import { Type as t } from 'typebox'
import { action } from './action.ts'
import { flag, opt } from './fields.ts'

export const server = {
  info: action({
    summary: 'Which server this is.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({}),
    response: t.Object({ version: t.String(), build: t.String(), commit: t.String(), uid: opt(t.String()), api_version: opt(t.String()) }),
    errors: [],
  }),
  config: action({
    summary: 'The settings in force, without secrets and users.',
    access: 'admin',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({}),
    response: t.Object({ config: t.Record(t.String(), t.Unknown()) }),
    errors: [],
  }),
  endpoints: action({
    summary: 'The actions of the server, by service.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({}),
    response: t.Object({
      endpoints: t.Record(
        t.String(),
        t.Array(t.Object({ name: t.String(), summary: t.String(), access: t.String({ description: 'the right that it asks for' }) })),
      ),
    }),
    errors: [],
  }),
  report_stats_option: action({
    summary: 'Whether the server sends usage reports. It never does, and refuses to begin.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ enabled: flag('true is refused.') }),
    response: t.Object({ supported: t.Boolean(), enabled: t.Boolean(), current_version: t.String() }),
    errors: ['no_usage_reports'],
  }),
} as const

export const debug = {
  ping: action({
    summary: 'Whether the server answers.',
    access: 'anyone',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({}),
    response: t.Object({ msg: t.String() }),
    errors: [],
  }),
} as const
