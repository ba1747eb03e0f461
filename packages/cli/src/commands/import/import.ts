import type { Source } from './reading/source.ts'
import type { Totals } from './totals.ts'
import type { FileCopier } from './writing/files.ts'
import type { Target } from './writing/target.ts'

/** What the parts of a running import share. */
export interface Import {
  /** `import`: rows of another server, which stay those of their users. `push`: runs of this user, with the events by which they go on. */
  readonly kind: 'import' | 'push'
  readonly source: Source
  readonly target: Target
  readonly files: FileCopier
  readonly totals: Totals
  /** Our server's queues by their ids on the other server. */
  readonly queues: ReadonlyMap<string, string>
  /** Shows how far it has come. */
  readonly show: () => void
}
