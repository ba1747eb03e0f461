import type { Doc } from './fields.ts'

/** How files that lie on the other server are brought: copied, or left there and referred to. */
export const fileModes = ['copy', 'link'] as const
export type FileMode = (typeof fileModes)[number]

/** The fields that a list has to show for `markerOf`. */
export const markedFields = ['last_change', 'last_update', 'status', 'ready'] as const

/** The state of a task or model on the other server, as a text that differs once there is something new. */
export function markerOf(doc: Doc, files: FileMode): string {
  return [...markedFields.map((field) => String(doc[field] ?? '')), files].join(' ')
}
