import type { Queue } from '@clearway/contract'

export interface Entry {
  readonly task: string
  readonly name: string
  readonly added: string
}

/** What waits in a queue, the next to be taken first. */
export function entriesOf({ entries = [] }: Queue): Entry[] {
  return entries.map(({ task, added }) => {
    const { id, name = id } = typeof task === 'string' ? { id: task } : (task as { id: string; name?: string })
    return { task: id, name, added }
  })
}
