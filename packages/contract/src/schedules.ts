import { type Static, Type as t } from 'typebox'
import { action } from './action.ts'
import { flag, Id, oneOf, opt, text, Time } from './fields.ts'
import { GivenName, listed, Start, startErrors, StartedTask, starting } from './start.ts'

/** What happens to due times that passed while no server ran, or while the clock was set forward. */
export const missedPolicies = ['skip', 'run-once', 'run-all'] as const
export type MissedPolicy = (typeof missedPolicies)[number]
/** What happens at a due time while a task of the schedule has not ended. */
export const overlapPolicies = ['allow', 'skip', 'stop-previous', 'queue'] as const
export type OverlapPolicy = (typeof overlapPolicies)[number]
/** What became of a due time. `waiting`: it starts when the task before it has ended. */
const fireOutcomes = ['started', 'waiting', 'skipped', 'missed', 'failed'] as const
export type FireOutcome = (typeof fireOutcomes)[number]

const timing = {
  cron: opt(
    t.String({
      maxLength: 200,
      description: 'five fields (minute hour day month weekday), or six with seconds in front; `@daily` and the like',
    }),
  ),
  time_zone: opt(t.String({ maxLength: 100, description: 'the zone in which `cron` is read, for example Europe/Berlin; default: UTC' })),
  every_seconds: opt(t.Integer({ minimum: 1, maximum: 366 * 86_400, description: 'the interval between two due times' })),
  from: opt(t.String({ description: 'the first due time of an interval, ISO 8601; default: one interval from now' })),
  at: opt(t.String({ description: 'the only due time, ISO 8601 with an offset' })),
}
const policies = {
  missed: opt(
    oneOf(
      missedPolicies,
      'for due times that are more than a minute late; of those, run-once starts the last one, run-all the last `catch_up` ones; default: run-once',
    ),
  ),
  catch_up: opt(t.Integer({ minimum: 1, maximum: 100, description: 'the most due times that run-all makes up for; default: 10' })),
  overlap: opt(oneOf(overlapPolicies, 'while a task of the schedule has not ended; default: skip')),
}

export const ScheduleFire = t.Object({
  due: Time,
  fired: Time,
  outcome: oneOf(fireOutcomes),
  manual: t.Boolean({ description: 'fired by schedules.fire' }),
  passed_over: t.Integer({ description: 'how many due times before it were missed and not made up for; counted up to 100' }),
  task: opt(StartedTask),
  reason: opt(t.String()),
})
export type ScheduleFire = Static<typeof ScheduleFire>

export const Schedule = t.Object({
  id: Id,
  name: t.String(),
  enabled: t.Boolean(),
  ...timing,
  missed: oneOf(missedPolicies),
  catch_up: t.Integer(),
  overlap: oneOf(overlapPolicies),
  ...starting,
  next: t.Array(Time, { description: 'the next due times; none while it is paused, or after its only one' }),
  fires: t.Array(ScheduleFire, { description: 'the last ones, the latest first' }),
})
export type Schedule = Static<typeof Schedule>

const schedule = text('the schedule’s id')

/** What the server starts at given times. */
export const schedules = {
  create: action({
    summary: 'Create a schedule. It is due by exactly one of `cron`, `every_seconds` and `at`.',
    access: 'user',
    attempt: 'never',
    repeat: 'recorded',
    faultPoint: true,
    body: 'content',
    request: t.Object({
      name: GivenName,
      start: Start,
      ...timing,
      ...policies,
      enabled: flag('Default: true.'),
    }),
    response: t.Object({ id: Id, next: t.Array(Time) }),
    errors: ['invalid_schedule', 'name_taken', ...startErrors],
  }),
  get_all: action({
    summary: 'Schedules in the order of their names, with their next due times and last fires.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({
      ...listed,
      next: opt(t.Integer({ minimum: 0, maximum: 50, description: 'how many due times of each; default: 1' })),
    }),
    response: t.Object({ schedules: t.Array(Schedule), total: t.Integer() }),
    errors: [],
  }),
  get_by_id: action({
    summary: 'One schedule with its next five due times and its last ten fires.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ schedule }),
    response: t.Object({ schedule: Schedule }),
    errors: ['schedule_not_found'],
  }),
  update: action({
    summary:
      'Change a schedule, pause it (`enabled` false) or resume it. A new time replaces the old one whole. Due times of a pause are not made up for.',
    access: 'user',
    attempt: 'never',
    repeat: 'safe',
    body: 'content',
    request: t.Object({
      schedule,
      name: opt(GivenName),
      start: opt(Start),
      ...timing,
      ...policies,
      enabled: opt(t.Boolean()),
    }),
    response: t.Object({ updated: t.Integer(), next: t.Array(Time) }),
    errors: ['schedule_not_found', 'invalid_schedule', 'name_taken', ...startErrors],
  }),
  delete: action({
    summary: 'Delete a schedule with the record of its fires. The tasks that it started stay.',
    access: 'user',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({ schedule }),
    response: t.Object({ deleted: t.Integer() }),
    errors: ['schedule_not_found'],
  }),
  fire: action({
    summary: 'Start what the schedule starts now, also while it is paused. Its next due time stays; its overlap policy holds.',
    access: 'user',
    attempt: 'never',
    repeat: 'recorded',
    faultPoint: true,
    request: t.Object({ schedule }),
    response: t.Object({ fire: ScheduleFire }),
    errors: [
      'schedule_not_found',
      'starter_deleted',
      'status_changed',
      'invalid_transition',
      'task_has_no_script',
      'read_only',
      ...startErrors,
    ],
  }),
} as const
