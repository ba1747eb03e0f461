/** `queues.get_next_task` takes what it reads, whatever its name. */
const taking = 'queues.get_next_task'
const reads = /\.(get$|get_|wait$|login$|info$|ping$|explain$|validate_token$|fixed_users_mode$|scalar_metrics_|debug_images$|stream$)/

/**
 * Writes that do no harm when they arrive twice: those that the contract marks as `repeatable`, those that carry a key or set a value to what it
 * is already. Kept here by name because the client imports the contract as types only.
 */
const writes: ReadonlySet<string> = new Set([
  'events.add_batch',
  'projects.create',
  'projects.update',
  'queues.create',
  'queues.update',
  'queues.add_task',
  'models.create',
  'models.edit',
  'models.add_or_update_metadata',
  'tasks.create',
  'tasks.clone',
  'tasks.enqueue',
  'tasks.launch',
  'tasks.edit',
  'tasks.update',
  'tasks.set_requirements',
  'tasks.edit_hyper_params',
  'tasks.edit_configuration',
  'tasks.edit_runtime',
  'tasks.add_or_update_artifacts',
  'tasks.add_or_update_model',
  'tasks.started',
  'tasks.stop',
  'tasks.stopped',
  'tasks.failed',
  'tasks.completed',
  'tasks.ping',
  'workers.register',
  'workers.unregister',
  'workers.status_report',
  'workers.renew',
  'workers.start',
  'workers.end',
])

/** Whether an action may be sent again although the first sending may have been carried out. */
export function isSafeToRepeat(action: string): boolean {
  return action !== taking && (reads.test(action) || writes.has(action))
}
