/** The fields of a task that its row in a list shows. */
export const listedFields = [
  'id',
  'name',
  'type',
  'status',
  'project.name',
  'parent.name',
  'parent.type',
  'begun',
  'started',
  'completed',
  'active_duration',
  'last_update',
  'status_message',
  'status_reason',
]
