import { Task } from '@clearway/contract'
import { newerPath } from '../sql/newer-path.ts'
import { type Projection, projection } from './projection.ts'

/** What `only_fields` of a request for tasks selects, by older paths as well. */
export function taskProjection(onlyFields: unknown): Projection {
  const paths: readonly unknown[] = Array.isArray(onlyFields) ? onlyFields : [onlyFields]
  return projection(
    paths.map((path) => (typeof path === 'string' ? newerPath(path) : path)),
    Task,
  )
}
