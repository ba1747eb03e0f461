import { type Static, type TInteger, Type as t } from 'typebox'
import { own } from './access.ts'
import { action } from './action.ts'
import { Document, flag, Id, Name, Names, oneOf, opt, text, Time, Updated } from './fields.ts'
import { queueLoad } from './load.ts'
import { listQuery } from './list.ts'
import { Stall, WaitingTask, type WaitReason, waitReasons } from './wait.ts'

const QueueEntry = t.Object({ task: t.Unknown({ description: 'id, or { id, name }' }), added: Time })
export const Queue = t.Object({
  id: Id,
  name: opt(t.String()),
  display_name: opt(t.Union([t.String(), t.Null()])),
  user: opt(t.Unknown()),
  company: opt(t.Unknown()),
  created: opt(Time),
  last_update: opt(Time),
  tags: opt(Names),
  system_tags: opt(Names),
  entries: opt(t.Array(QueueEntry)),
  metadata: opt(t.Unknown()),
  workers: opt(t.Array(t.Unknown(), { description: 'live workers that serve it (get_all_ex)' })),
})
export type Queue = Static<typeof Queue>

const queue = text('the queue’s id, not its name')
const inQueue = ['queue_not_found', 'task_not_queued', 'task_not_found'] as const
const moves = (summary: string) =>
  action({
    summary,
    access: 'user',
    attempt: 'reads',
    repeat: 'unsafe',
    request: t.Object({ queue, task: text('the task’s id') }),
    response: t.Object({ position: t.Integer({ description: 'from 0, the next to be taken' }) }),
    errors: inQueue,
  })
const movesBy = (summary: string) =>
  action({
    summary,
    access: 'user',
    attempt: 'reads',
    repeat: 'unsafe',
    request: t.Object({
      queue,
      task: text('the task’s id'),
      count: opt(t.Integer({ minimum: 1, description: 'positions; 1 by default' })),
    }),
    response: t.Object({ position: t.Integer({ description: 'from 0, the next to be taken' }) }),
    errors: inQueue,
  })

const list = {
  access: 'viewer',
  attempt: 'reads',
  repeat: 'safe',
  versioned: { answer: 'queue' },
  request: t.Object({ ...listQuery, max_task_entries: opt(t.Integer({ minimum: 0 })) }),
  response: t.Object({ queues: t.Array(Queue), scroll_id: opt(t.String()) }),
  errors: ['invalid_pattern', 'invalid_scroll'],
} as const

export const queues = {
  get_by_id: action({
    summary: 'One queue with its entries. A name is refused: clients rely on it.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { answer: 'queue' },
    request: t.Object({ queue, max_task_entries: opt(t.Integer({ minimum: 0 })) }),
    response: t.Object({ queue: Queue }),
    errors: ['queue_not_found'],
  }),
  get_all: action({
    summary: 'The queues that match.',
    ...list,
  }),
  get_all_ex: action({
    summary: 'The queues that match, with the names of their tasks and the workers that serve them.',
    ...list,
  }),
  get_default: action({
    summary: 'The default queue.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({}),
    response: t.Object({ id: Id, name: t.String() }),
    errors: ['no_default_queue'],
  }),
  get_num_entries: action({
    summary: 'How many tasks wait.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ queue }),
    response: t.Object({ num: t.Integer() }),
    errors: ['queue_not_found'],
  }),
  explain: action({
    summary: 'The one reason why each queued task waits; tasks that can never run come first.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({
      reasons: opt(t.Array(oneOf(waitReasons), { description: 'only tasks that wait for one of these' })),
      limit: opt(t.Integer({ minimum: 0, maximum: 10_000, description: 'how many tasks to describe; 500 by default' })),
    }),
    response: t.Object({
      counts: t.Object(Object.fromEntries(waitReasons.map((reason) => [reason, t.Integer()])) as Record<WaitReason, TInteger>, {
        description: 'how many of all queued tasks wait for each reason',
      }),
      tasks: t.Array(WaitingTask),
      stalls: t.Array(Stall, { description: 'each cycle of a stall, once' }),
    }),
    errors: [],
  }),
  create: action({
    summary: 'Create a queue.',
    access: 'user',
    attempt: 'makes',
    repeat: 'recorded',
    faultPoint: true,
    request: t.Object({
      name: t.String({ minLength: 3, maxLength: 1000 }),
      display_name: opt(Name),
      tags: opt(Names),
      system_tags: opt(Names),
      metadata: opt(Document),
    }),
    response: t.Object({ id: Id }),
    errors: ['name_taken'],
  }),
  update: action({
    summary: 'Change a queue.',
    access: 'user',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({
      queue,
      name: opt(t.String({ minLength: 3, maxLength: 1000 })),
      display_name: opt(Name),
      tags: opt(Names),
      system_tags: opt(Names),
      metadata: opt(Document),
    }),
    response: Updated,
    errors: ['queue_not_found', 'name_taken'],
  }),
  delete: action({
    summary: 'Delete a queue. A queue with tasks is deleted only by force; its tasks return to the status they had.',
    access: 'user',
    attempt: 'never',
    repeat: 'unsafe',
    faultPoint: true,
    request: t.Object({ queue, force: flag('Delete it although tasks wait in it.') }),
    response: t.Object({ deleted: t.Integer() }),
    errors: ['queue_not_found', 'queue_not_empty'],
  }),
  pause: action({
    summary: 'Pause a queue: nothing is taken from it until it is resumed. It then has the system tag `paused`; what runs goes on.',
    access: 'user',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({ queue }),
    response: t.Object({ updated: t.Integer({ description: '0: it was paused already' }) }),
    errors: ['queue_not_found'],
  }),
  resume: action({
    summary: 'End the pause of a queue.',
    access: 'user',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({ queue }),
    response: t.Object({ updated: t.Integer({ description: '0: it was not paused' }) }),
    errors: ['queue_not_found'],
  }),
  clear: action({
    summary: 'Remove the tasks of a queue, some hundreds a call, which return to the status they had. Call again while any are left.',
    access: 'user',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({ queue, status_reason: opt(t.String()) }),
    response: t.Object({ removed: t.Integer(), left: t.Integer() }),
    errors: ['queue_not_found', 'status_changed', 'read_only'],
  }),
  clear_queue: action({
    summary: 'Remove all tasks of a queue, which return to the status they had. Answers their ids.',
    access: 'user',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({ queue, status_reason: opt(t.String()) }),
    response: t.Object({ removed_tasks: t.Array(Id) }),
    errors: ['queue_not_found', 'status_changed', 'read_only'],
  }),
  peek_task: action({
    summary: 'The task that is first in a queue; null if none waits.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ queue }),
    response: t.Object({ task: t.Union([Id, t.Null()]) }),
    errors: ['queue_not_found'],
  }),
  add_or_update_metadata: action({
    summary: 'Add or change metadata of a queue.',
    access: 'user',
    attempt: 'never',
    repeat: 'safe',
    body: 'content',
    request: t.Object({
      queue,
      metadata: t.Array(t.Object({ key: t.String(), type: opt(t.String()), value: opt(t.String()) })),
      replace_metadata: flag('Delete the metadata that the request does not name.'),
    }),
    response: t.Object({ updated: t.Integer() }),
    errors: ['queue_not_found'],
  }),
  delete_metadata: action({
    summary: 'Delete metadata of a queue.',
    access: 'user',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({ queue, keys: Names }),
    response: t.Object({ updated: t.Integer() }),
    errors: ['queue_not_found'],
  }),
  get_next_task: action({
    summary:
      'Claim the first task that a slot may run. The task stays queued until its agent starts it; if that takes more than 15 s, it returns to its place.',
    access: 'worker',
    attempt: 'never',
    repeat: 'unsafe',
    faultPoint: true,
    request: t.Object({
      queue,
      get_task_info: flag('Answer the task’s company and user.'),
      task: opt(text('take it only if it is the first')),
    }),
    response: t.Object({
      entry: opt(t.Object({ task: Id, added: Time })),
      task_info: opt(t.Object({ company: t.String(), user: t.String() })),
    }),
    errors: ['queue_not_found', 'task_not_queued'],
  }),
  add_task: action({
    summary: 'Put a draft on a queue.',
    access: 'user',
    attempt: [own('task')],
    repeat: 'recorded',
    faultPoint: true,
    request: t.Object({
      queue,
      task: text('the task’s id'),
      update_execution_queue: flag('Write the queue on the task (the default).'),
    }),
    response: t.Object({ added: t.Integer() }),
    errors: [
      'queue_not_found',
      'task_not_found',
      'invalid_transition',
      'status_changed',
      'task_has_no_script',
      'read_only',
      'invalid_pipeline',
    ],
  }),
  remove_task: action({
    summary: 'Remove a task from a queue.',
    access: 'user',
    attempt: [own('task')],
    repeat: 'unsafe',
    request: t.Object({ queue, task: text('the task’s id'), update_task_status: flag('Give it back the status it had.') }),
    response: t.Object({ removed: t.Integer() }),
    errors: inQueue,
  }),
  move_task_forward: movesBy('Move a task towards the front.'),
  move_task_backward: movesBy('Move a task towards the back.'),
  move_task_to_front: moves('Make a task the next one.'),
  move_task_to_back: moves('Make a task the last one.'),
  ...queueLoad,
} as const
