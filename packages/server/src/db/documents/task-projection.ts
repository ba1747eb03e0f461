import { Task } from '@clearway/contract'
import { newerPath } from '../sql/newer-path.ts'
import { type Projection, projection } from './projection.ts'

/** The selections that were read before, by their lists: what the server itself selects is a constant. */
const known = new WeakMap<object, Projection>()

/** What `only_fields` of a request for tasks selects, by older paths as well. */
export function taskProjection(onlyFields: unknown): Projection {
  if (!Array.isArray(onlyFields)) return readProjection([onlyFields])
  const read = known.get(onlyFields) ?? readProjection(onlyFields)
  known.set(onlyFields, read)
  return read
}

function readProjection(paths: readonly unknown[]): Projection {
  return projection(
    paths.map((path) => (typeof path === 'string' ? newerPath(path) : path)),
    Task,
  )
}
