import { forecastStarts } from '@clearway/engine'
import type { FleetScope } from '../db/tables/fleet.ts'
import type { FleetView } from '../stall/fleet.ts'
import type { Waiting } from '../stall/waits.ts'
import { expectedEnd, usualDurations } from './usual-durations.ts'

/** When the tasks that wait for a slot are expected to get one, by their ids, as far as the history of these tasks and of those that run tells it. */
export async function expectedStarts(scope: FleetScope, view: FleetView, waits: readonly Waiting[]): Promise<ReadonlyMap<string, number>> {
  const { fleet, rows } = view
  const entries = new Map(rows.entries.map((entry) => [entry.task, entry]))
  const rankOf = (id: string): number => entries.get(id)?.rank ?? 0
  const ready = waits.flatMap(({ task, wait }) => (wait.reason === 'busy' ? [task] : [])).toSorted((a, b) => rankOf(a.id) - rankOf(b.id))
  if (ready.length === 0) return new Map()
  const usual = await usualDurations(scope, [
    ...ready.flatMap(({ id }) => entries.get(id) ?? []).map((entry) => ({ ...entry, id: entry.task })),
    ...rows.attempts.map((attempt) => ({ ...attempt, id: attempt.task })),
  ])
  const now = scope.now()
  const started = new Map(rows.attempts.map((attempt) => [attempt.task, attempt.started ?? now]))
  return forecastStarts(fleet, ready, {
    now,
    endOf: (task) => expectedEnd(started.get(task) ?? now, usual.get(task), now),
    durationOf: (task) => usual.get(task)?.median,
  })
}
