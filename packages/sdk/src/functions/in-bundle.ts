/** Set by the first line of a bundle, so that calls of its own module know where they are. */
const bundleKey = Symbol.for('clearway.bundle')
const shared = globalThis as { [bundleKey]?: boolean }

/** Whether this process runs a bundled program: as a step, or as the controller of a pipeline. */
export function isInBundle(): boolean {
  return shared[bundleKey] === true
}
