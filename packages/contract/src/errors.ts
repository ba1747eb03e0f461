interface ErrorEntry {
  readonly status: number
  readonly subcode: number
  readonly title: string
  /** What helps the caller. */
  readonly cure: string
}

/** Every error of a call, by its permanent name, with its HTTP status and ClearML's subcode on the wire. */
export const errors = {
  invalid_id: { status: 400, subcode: 10, title: 'That is not an id.', cure: 'Send an id of 32 hex digits.' },
  missing_fields: { status: 400, subcode: 11, title: 'A required field is missing.', cure: 'Send the fields that `problems` names.' },
  invalid_request: {
    status: 400,
    subcode: 12,
    title: 'The request does not match the action’s schema.',
    cure: 'Correct the fields that `problems` names.',
  },
  invalid_json: {
    status: 400,
    subcode: 12,
    title: 'The body is not valid JSON.',
    cure: 'Send one JSON object, or one a line with content type application/json-lines.',
  },
  empty_batch: { status: 400, subcode: 17, title: 'The batch holds nothing.', cure: 'Send at least one line.' },
  invalid_pattern: {
    status: 400,
    subcode: 21,
    title: 'The pattern is not a regular expression that can be searched for.',
    cure: 'Escape special characters; look-around and back-references are not supported.',
  },
  query_too_complex: {
    status: 400,
    subcode: 23,
    title: 'The search is too large to be carried out for one caller among many.',
    cure: 'Search for less at a time: `field` names what is too much, `most` how much it may be.',
  },
  query_too_slow: {
    status: 400,
    subcode: 24,
    title: 'The search took too long and was given up.',
    cure: 'Narrow it down by project, tag or status, or sort by name or time; the setting readSeconds allows more.',
  },
  answer_too_large: {
    status: 400,
    subcode: 25,
    title: 'The answer is larger than one call may get.',
    cure: 'Ask for fewer at a time (`page_size`, `size`, `id`), or for the parts that you need (`only_fields`).',
  },
  invalid_scroll: { status: 400, subcode: 1104, title: 'The scroll is unknown or has run out.', cure: 'Start again without scroll_id.' },
  invalid_credentials: {
    status: 401,
    subcode: 22,
    title: 'The access key or secret is wrong.',
    cure: 'Check the key pair; `connection.json` in the server’s data folder holds one.',
  },
  credential_not_found: {
    status: 400,
    subcode: 75,
    title: 'There is no such access key.',
    cure: 'List your keys with auth.get_credentials.',
  },
  no_credentials: {
    status: 401,
    subcode: 20,
    title: 'The call carries no credentials.',
    cure: 'Send an Authorization header: Basic with a key pair, or Bearer with a token of auth.login.',
  },
  malformed_credentials: {
    status: 401,
    subcode: 21,
    title: 'The Authorization header cannot be read.',
    cure: 'Send `Basic base64(key:secret)` or `Bearer TOKEN`.',
  },
  invalid_token: { status: 401, subcode: 30, title: 'The token is not valid here, or has expired.', cure: 'Log in again.' },
  token_revoked: { status: 401, subcode: 31, title: 'The token has been revoked.', cure: 'Log in again.' },
  access_denied: {
    status: 403,
    subcode: 1,
    title: 'Your role may not call this action.',
    cure: 'Ask for a role that may; `access` names what the action asks for.',
  },
  user_not_found: {
    status: 400,
    subcode: 70,
    title: 'There is no user with that id in this workspace.',
    cure: 'Give the id of a user of this workspace.',
  },
  no_usage_reports: {
    status: 400,
    subcode: 26,
    title: 'This server sends no usage reports to anybody.',
    cure: 'Leave `enabled` out, or send false.',
  },
  not_own: {
    status: 403,
    subcode: 3,
    title: 'The key pair of a task’s attempt may not change this.',
    cure: 'An attempt changes its own task, the tasks below it and what they made. Use the key pair of a user for anything else.',
  },
  read_only: { status: 403, subcode: 21, title: 'This is public and may only be read.', cure: 'Clone it and change the clone.' },
  cross_site: {
    status: 403,
    subcode: 2,
    title: 'A call with a cookie may only write by POST from the same origin.',
    cure: 'Send the token in an Authorization header.',
  },

  task_not_found: {
    status: 400,
    subcode: 101,
    title: 'There is no task with that id in this workspace.',
    cure: 'Check the id; `clearway task list` shows what there is.',
  },
  invalid_transition: {
    status: 400,
    subcode: 110,
    title: 'The task’s status does not allow this.',
    cure: 'See `allowed` for the statuses from which it may be done, or send force.',
  },
  attempt_ended: {
    status: 400,
    subcode: 110,
    title: 'This attempt no longer runs the task.',
    cure: 'Stop: another attempt has taken over, or the task was stopped.',
  },
  status_changed: {
    status: 400,
    subcode: 121,
    title: 'The task’s status was changed by another call at the same time.',
    cure: 'Read the task and decide again.',
  },
  task_has_no_script: { status: 400, subcode: 122, title: 'The task has no script.', cure: 'Set script first.' },
  task_not_deletable: {
    status: 400,
    subcode: 123,
    title: 'The task is published, running or has children.',
    cure: 'Send force to delete it all the same.',
  },
  task_unreadable: {
    status: 400,
    subcode: 124,
    title: 'Parts of the task are stored in a form that cannot be read.',
    cure: 'Write the `parts` anew with tasks.edit and force, or delete the task.',
  },
  task_published: { status: 400, subcode: 110, title: 'The task is published.', cure: 'Send force, or clone it.' },
  no_events_added: { status: 400, subcode: 131, title: 'None of the events could be added.', cure: 'See errors_info for the reasons.' },
  artifact_invalid: { status: 400, subcode: 12, title: 'An artifact lacks its key.', cure: 'Give each artifact a key that is not empty.' },

  task_has_no_model: {
    status: 400,
    subcode: 122,
    title: 'The task has no output model.',
    cure: 'Add an output model to the task.',
  },

  model_not_found: { status: 400, subcode: 201, title: 'There is no model with that id in this workspace.', cure: 'Check the id.' },
  model_ready: { status: 400, subcode: 203, title: 'The model is published.', cure: 'Send force.' },
  model_task_published: {
    status: 400,
    subcode: 206,
    title: 'The task that made the model is published.',
    cure: 'Send force.',
  },
  model_in_use: { status: 400, subcode: 205, title: 'The model is used by tasks.', cure: 'Send force, or delete those tasks first.' },

  project_not_found: { status: 400, subcode: 401, title: 'There is no project with that id in this workspace.', cure: 'Check the id.' },
  project_has_tasks: {
    status: 400,
    subcode: 402,
    title: 'The project has tasks that are not archived.',
    cure: 'Move or archive them, or delete all the same, as a call of the API does with `force: true`.',
  },
  project_has_models: {
    status: 400,
    subcode: 405,
    title: 'The project has models that are not archived.',
    cure: 'Move or archive them, or delete all the same, as a call of the API does with `force: true`.',
  },
  project_has_datasets: {
    status: 400,
    subcode: 406,
    title: 'The project has datasets that are not empty.',
    cure: 'Delete or archive their versions, or delete all the same, as a call of the API does with `force: true`.',
  },
  project_has_pipelines: {
    status: 400,
    subcode: 413,
    title: 'The project has pipelines with runs that are not archived.',
    cure: 'Archive the runs, or delete all the same, as a call of the API does with `force: true`.',
  },
  project_same_location: { status: 400, subcode: 410, title: 'The project is there already.', cure: 'Name another place.' },
  project_under_itself: {
    status: 400,
    subcode: 411,
    title: 'A project cannot be moved below itself.',
    cure: 'Name a place that is not below it.',
  },
  project_into_child: {
    status: 400,
    subcode: 412,
    title: 'A project cannot be merged into one below it.',
    cure: 'Merge the one below into it, or move that one first.',
  },
  public_project_exists: {
    status: 400,
    subcode: 414,
    title: 'A public project has that name.',
    cure: 'Choose another name, or use the public project.',
  },
  invalid_project_name: {
    status: 400,
    subcode: 407,
    title: 'The project’s name cannot be used.',
    cure: 'Use a path of three characters or more.',
  },
  project_location: {
    status: 400,
    subcode: 408,
    title: 'An update cannot move a project to another place.',
    cure: 'Change the last part of its name only.',
  },
  project_too_deep: { status: 400, subcode: 409, title: 'The project’s path is too deep.', cure: 'Use ten levels at most.' },

  queue_not_found: {
    status: 400,
    subcode: 701,
    title: 'There is no queue with that id in this workspace.',
    cure: 'Names are looked up with queues.get_all; `clearway queue list` shows them.',
  },
  queue_not_empty: {
    status: 400,
    subcode: 702,
    title: 'The queue is not empty.',
    cure: 'Send force; its tasks return to the status they had.',
  },
  task_not_queued: { status: 400, subcode: 703, title: 'The task is not in that queue.', cure: 'See execution.queue of the task.' },
  no_default_queue: {
    status: 400,
    subcode: 707,
    title: 'No queue is marked as the default.',
    cure: 'Name a queue, or give one the system tag `default`.',
  },
  name_taken: { status: 400, subcode: 801, title: 'That name is taken.', cure: 'Choose another name, or use what has it.' },

  worker_not_found: { status: 400, subcode: 1001, title: 'There is no worker with that id.', cure: 'Register it first.' },
  attempt_not_found: {
    status: 400,
    subcode: 1010,
    title: 'There is no attempt with that id.',
    cure: 'Use the attempt’s id from the claim’s answer.',
  },
  lease_lost: {
    status: 400,
    subcode: 1011,
    title: 'The lease on this attempt has passed to another worker, or has run out.',
    cure: 'Stop the task’s processes.',
  },
  agent_name_taken: {
    status: 409,
    subcode: 1012,
    title: 'An agent of that name runs already.',
    cure: 'Stop it, on the `host` and as the process `pid` of the details, or give this one another name: clearway agent --name NAME.',
  },

  not_a_run: {
    status: 400,
    subcode: 1210,
    title: 'That task is no run of a pipeline.',
    cure: 'Give the id of a controller’s task; `clearway pipeline list` shows them.',
  },
  invalid_pipeline: {
    status: 400,
    subcode: 1201,
    title: 'The pipeline cannot run as it is.',
    cure: 'Mend the `faults`; each has its own cure.',
  },
  pipeline_not_found: {
    status: 400,
    subcode: 1204,
    title: 'There is no run of a pipeline with that name.',
    cure: 'Run the pipeline once, so that its newest run can be cloned; `clearway pipeline list` shows what there is.',
  },
  nothing_to_retry: {
    status: 400,
    subcode: 1211,
    title: 'Nothing of this run failed, so there is nothing to retry.',
    cure: 'Name the step to begin at (`from`), or start a new run with runs.rerun.',
  },
  nothing_to_resume: {
    status: 400,
    subcode: 1212,
    title: 'This run is neither paused nor stopped, so it cannot be resumed.',
    cure: 'Retry a failed run with runs.retry; start a new one with runs.rerun.',
  },
  run_live: {
    status: 400,
    subcode: 1213,
    title: 'This run has not ended.',
    cure: 'Wait until it has, or stop it first; a paused run goes on with runs.resume.',
  },
  run_not_live: {
    status: 400,
    subcode: 1214,
    title: 'This run has not started, or has ended.',
    cure: 'Pause a run while it is queued or runs.',
  },
  run_refused: {
    status: 400,
    subcode: 1215,
    title: 'The state of this run does not allow that.',
    cure: 'See `reason`.',
  },
  step_not_found: { status: 400, subcode: 1216, title: 'This run has no such step.', cure: 'Give one of `steps`.' },
  ambiguous_pipeline: {
    status: 400,
    subcode: 1220,
    title: 'Several pipelines have that name.',
    cure: 'Give the `project` as well: one of `projects`.',
  },
  run_conflict: {
    status: 409,
    subcode: 1202,
    title: 'Another process of this run has written since.',
    cure: 'Read the run again and go on from there.',
  },
  driven_by_server: {
    status: 409,
    subcode: 1203,
    title: 'The server drives this run itself.',
    cure: 'Wait for it, or stop it. To drive a run by its own program, edit the `driver` of its draft to null before it starts.',
  },

  schedule_not_found: {
    status: 400,
    subcode: 1501,
    title: 'There is no schedule with that id in this workspace.',
    cure: 'Check the id; `clearway schedule list` shows what there is.',
  },
  invalid_schedule: {
    status: 400,
    subcode: 1502,
    title: 'The schedule cannot be carried out.',
    cure: 'Correct the fields that `problems` names.',
  },
  trigger_not_found: {
    status: 400,
    subcode: 1511,
    title: 'There is no trigger with that id in this workspace.',
    cure: 'Check the id; `clearway trigger list` shows what there is.',
  },
  invalid_trigger: {
    status: 400,
    subcode: 1512,
    title: 'The trigger can never start anything.',
    cure: 'Correct the fields that `problems` names.',
  },

  file_not_found: {
    status: 404,
    subcode: 1301,
    title: 'There is no such file.',
    cure: 'Check the address; uploads may lag a few seconds behind their registration.',
  },
  invalid_path: {
    status: 400,
    subcode: 1302,
    title: 'That path cannot name a file here.',
    cure: 'Use a relative path without `..` and without empty parts.',
  },
  files_unavailable: {
    status: 503,
    subcode: 1304,
    title: 'The store that holds the files cannot be reached, or refuses.',
    cure: 'Try again in a moment; the server’s log holds the store’s answer.',
  },
  file_too_large: { status: 413, subcode: 1303, title: 'The file is larger than this server takes.', cure: 'Raise the setting maxUpload.' },

  storage_full: {
    status: 507,
    subcode: 1401,
    title: 'The disk that holds the server’s data is full.',
    cure: 'Free space there, or move the data to a larger disk; then send this again: nothing was changed.',
  },
  database_locked: {
    status: 503,
    subcode: 1402,
    title: 'The database has been held by others for too long.',
    cure: 'End what holds it, such as a SQL shell or a backup, and send this again.',
  },
  database_unusable: {
    status: 500,
    subcode: 1403,
    title: 'The database cannot be read or written.',
    cure: 'Make it writable for the user that runs the server; where it is damaged, restore a backup.',
  },

  body_too_large: { status: 413, subcode: 13, title: 'The body is larger than this action takes.', cure: 'Send it in parts.' },
  body_too_complex: {
    status: 400,
    subcode: 16,
    title: 'The body nests too deep, or holds too many values.',
    cure: 'Send it in parts; what nests deeper than 100 levels may be sent as text.',
  },
  body_too_slow: { status: 408, subcode: 18, title: 'The body stopped on its way.', cure: 'Send it without pauses of half a minute.' },
  unsupported_media: {
    status: 415,
    subcode: 14,
    title: 'The body’s content type or encoding is not read here.',
    cure: 'Send application/json without Content-Encoding.',
  },
  too_many_requests: {
    status: 429,
    subcode: 15,
    title: 'Too many calls in a short time.',
    cure: 'Wait for as many seconds as the header Retry-After gives.',
  },
  unknown_action: { status: 404, subcode: 0, title: 'There is no such action.', cure: '/openapi.json lists them.' },
  unavailable: { status: 503, subcode: 0, title: 'The server is stopping.', cure: 'Try again in a moment.' },
  internal: {
    status: 500,
    subcode: 0,
    title: 'Something broke on our side. It has been logged.',
    cure: 'Report it with the id of this answer.',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errors

/** The errors that every action may answer; an action's own list leaves them out. */
export const sharedErrors = [
  'missing_fields',
  'invalid_request',
  'invalid_json',
  'no_credentials',
  'malformed_credentials',
  'invalid_credentials',
  'invalid_token',
  'token_revoked',
  'access_denied',
  'not_own',
  'attempt_ended',
  'cross_site',
  'body_too_large',
  'body_too_complex',
  'body_too_slow',
  'query_too_complex',
  'query_too_slow',
  'answer_too_large',
  'unsupported_media',
  'task_unreadable',
  'storage_full',
  'database_locked',
  'database_unusable',
  'too_many_requests',
  'unavailable',
  'internal',
] as const satisfies readonly ErrorCode[]
