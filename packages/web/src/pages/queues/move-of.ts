export type Move =
  | { readonly action: 'move_task_forward' | 'move_task_backward'; readonly count: number }
  | { readonly action: 'move_task_to_front' | 'move_task_to_back' }

/** The call that moves an entry of a queue from one place to another, counted from 0; undefined if it stays. */
export function moveOf(from: number, to: number, entries: number): Move | undefined {
  const target = Math.max(0, Math.min(entries - 1, to))
  if (target === from) return undefined
  // To the ends by name: entries may come and go meanwhile.
  if (target === 0) return { action: 'move_task_to_front' }
  if (target === entries - 1) return { action: 'move_task_to_back' }
  return target < from ? { action: 'move_task_forward', count: from - target } : { action: 'move_task_backward', count: target - from }
}
