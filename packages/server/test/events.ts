import type { BatchSource } from '../src/telemetry/telemetry.ts'

/** A source that is a user, not an attempt. */
export const userSource: BatchSource = { worker: 'desk', user: 'someone' }
export function fromAttempt(task: string, number: number, live = true): BatchSource {
  return { worker: 'agent:0', user: 'someone', attempt: { id: `${task}-${number}`, number, task, live, confined: false } }
}
export function linesOf(...events: readonly object[]): Uint8Array {
  return new TextEncoder().encode(events.map((event) => JSON.stringify(event)).join('\n'))
}
export function scalar(task: string, iter: number, value: number | string, more: object = {}): object {
  return { type: 'training_stats_scalar', task, timestamp: 1000 + iter, iter, metric: 'loss', variant: 'train', value, ...more }
}
export function logLine(task: string, msg: string, timestamp: number): object {
  return { type: 'log', task, timestamp, level: 'info', worker: 'agent:0', msg }
}
