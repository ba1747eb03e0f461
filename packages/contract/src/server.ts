import { type TInteger, Type as t } from 'typebox'
import { action } from './action.ts'
import { flag, oneOf, opt, Time } from './fields.ts'
import { type TaskStatus, taskStatuses } from './tasks/status.ts'

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
  status: action({
    summary: 'How the server is: its version and the one that it answers as, its database, since when it runs, and how much it stores.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({}),
    response: t.Object({
      version: t.String({ description: 'the version of ClearML’s server whose behaviour it follows' }),
      clearway: t.String({ description: 'the version of Clearway' }),
      database: oneOf(['sqlite', 'postgres']),
      started: Time,
      sizes: t.Object({
        database: t.Integer({ description: 'bytes of the database; of PostgreSQL’s with logs and metrics' }),
        events: opt(t.Integer({ description: 'bytes of logs and metrics, where they have a database of their own' })),
        files: t.Integer({ description: 'bytes of all files: artifacts, models, images' }),
        file_count: t.Integer(),
      }),
    }),
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
  get_stats: action({
    summary: 'What the server holds and who works with it, in numbers.',
    access: 'admin',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({}),
    response: t.Object({
      time: Time,
      server: t.Object({ version: t.String(), uid: t.String() }),
      users: t.Integer({ description: 'those that are listed' }),
      projects: t.Integer(),
      tasks: t.Object(Object.fromEntries(taskStatuses.map((status) => [status, t.Integer()])) as Record<TaskStatus, TInteger>),
      models: t.Integer(),
      queues: t.Integer(),
      workers: t.Integer({ description: 'those that are listed' }),
    }),
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
    summary: 'Whether the server answers; with `access_key` and `nonce`, whether it knows that key pair.',
    access: 'anyone',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({
      access_key: opt(t.String({ maxLength: 200, description: 'a key pair that a server of Clearway has made' })),
      nonce: opt(t.String({ minLength: 16, maxLength: 200, description: 'a random text' })),
    }),
    response: t.Object({
      msg: t.String(),
      proof: opt(
        t.String({
          description: 'HMAC of the nonce under the hash of the secret key; left out where the server does not know the key pair',
        }),
      ),
    }),
    errors: [],
  }),
} as const
