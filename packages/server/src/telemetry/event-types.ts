/** The kinds of event, in the order in which they are read when all are asked for. */
export const eventTypes = ['log', 'training_stats_scalar', 'training_stats_vector', 'training_debug_image', 'plot'] as const
export type EventType = (typeof eventTypes)[number]

export function isEventType(type: unknown): type is EventType {
  return (eventTypes as readonly unknown[]).includes(type)
}

/** The iteration of a metric that has one value and no iterations. */
export const singleValueIteration = -2_147_483_648

/** The machine's own load: it goes on where the task does not, so it says nothing about how far the task has come. */
export function tellsProgress(metric: string): boolean {
  return metric !== ':monitor:machine' && metric !== ':monitor:gpu'
}
