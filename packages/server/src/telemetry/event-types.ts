/** The event types, in the order in which they are read when all are requested. */
export const eventTypes = ['log', 'training_stats_scalar', 'training_stats_vector', 'training_debug_image', 'plot'] as const
export type EventType = (typeof eventTypes)[number]

export function isEventType(type: unknown): type is EventType {
  return (eventTypes as readonly unknown[]).includes(type)
}

/** The iteration under which ClearML reports a metric with a single value. */
export const singleValueIteration = -2_147_483_648

/** Whether reports of a metric show that a task makes progress. Machine load does not: it is reported even while the task hangs. */
export function showsProgress(metric: string): boolean {
  return metric !== ':monitor:machine' && metric !== ':monitor:gpu'
}
