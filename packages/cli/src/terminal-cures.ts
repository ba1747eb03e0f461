import type { ErrorCode } from '@clearway/contract'

const byForce = 'No command does it all the same; a call of the API does with `force: true`.'
const withKeys =
  'Set CLEARML_API_ACCESS_KEY and CLEARML_API_SECRET_KEY, log in with `clearway login URL`, or name the data folder of a server on this machine with --data.'

/** Cures for users of a terminal, for errors whose cure in the catalogue is for the authors of calls. */
const cures: Partial<Record<ErrorCode, string>> = {
  missing_fields: 'Give what is named there.',
  invalid_request: 'Correct what is named there.',
  invalid_schedule: 'Correct what is named there.',
  invalid_trigger: 'Correct what is named there.',
  invalid_transition: 'It may be done from the statuses named there.',
  invalid_credentials: `Check the key pair. ${withKeys}`,
  no_credentials: withKeys,
  malformed_credentials: withKeys,
  invalid_token: `Log in again, or use a key pair. ${withKeys}`,
  token_revoked: `Log in again, or use a key pair. ${withKeys}`,
  credential_not_found: 'Check the access key.',
  cross_site: withKeys,
  access_denied: 'Ask for a role that may.',
  nothing_to_retry: '`clearway pipeline retry RUN --from STEP` repeats from a step; `clearway pipeline rerun RUN` starts a new run.',
  nothing_to_resume: '`clearway pipeline retry RUN` lets a failed run go on; `clearway pipeline rerun RUN` starts a new one.',
  run_live:
    'Wait until it has, or stop it first with `clearway pipeline stop RUN`; if it is paused, `clearway pipeline resume RUN` lets it go on.',
  step_not_found: 'Give one of the steps named there.',
  run_refused: 'The reason is named there.',
  ambiguous_pipeline: 'Give its project with --project.',
  task_has_no_script: 'Give it a program first.',
  task_not_deletable: byForce,
  task_unreadable: `Delete the task, or write the parts named there anew. ${byForce}`,
  task_published: 'Clone it and change the clone.',
  task_not_queued: '`clearway task show TASK` names its queue.',
  model_ready: byForce,
  model_task_published: byForce,
  model_in_use: `Delete those tasks first. ${byForce}`,
  project_has_tasks: `Move or archive them. ${byForce}`,
  queue_not_empty: byForce,
  no_default_queue: 'Name a queue with --queue; `clearway queue list` shows them.',
  no_events_added: 'The log of the server holds the reasons.',
  invalid_scroll: 'Start again.',
  too_many_requests: 'Try again in a moment.',
  unknown_action: 'The server may be older than this program: update it.',
  internal: 'Report it with that id, under which the server has logged it.',
}

interface Known {
  /** The profile that a refused key is from: the error's own cure names it. */
  readonly profile?: string
}

/** The cure for an error of the server, of a command that has `--force` or has not; undefined if the error's own cure fits. */
export function cureOnTerminal(code: string, { profile }: Known, hasForce: boolean): string | undefined {
  if (profile !== undefined) return undefined
  const cure = Object.hasOwn(cures, code) ? cures[code as ErrorCode] : undefined
  return hasForce ? cure?.replace(byForce, 'Give --force to do it all the same.') : cure
}
