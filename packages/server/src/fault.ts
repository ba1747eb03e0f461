/** The writes at whose commit a test can kill the server: `CLEARWAY_FAULT=before:tasks.create` just before it, `after:tasks.create` just after. */
export const faultPoints = [
  'tasks.create',
  'tasks.clone',
  'tasks.edit',
  'tasks.enqueue',
  'tasks.dequeue',
  'tasks.started',
  'tasks.completed',
  'tasks.failed',
  'tasks.stop',
  'tasks.publish',
  'tasks.reset',
  'tasks.delete',
  'tasks.launch',
  'tasks.add_or_update_artifacts',
  'queues.create',
  'queues.delete',
  'queues.get_next_task',
  'projects.create',
  'models.create',
  'workers.claim',
  'workers.start',
  'workers.hand_back',
  'workers.end',
  'runs.append',
  'events.add_batch',
  'POST /files',
  'DELETE /files/*',
] as const

/** Ends the process as a power cut would, if the environment asks for it here; else nothing. */
export function faultPoint(when: 'before' | 'after', what: string | undefined): void {
  if (asked !== undefined && asked === `${when}:${what}`) process.kill(process.pid, 'SIGKILL')
}
const asked = process.env['CLEARWAY_FAULT']
