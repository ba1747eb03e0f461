interface Steps {
  /** How many steps the run would have; undefined if only its program knows. */
  readonly steps?: number
  readonly cached: readonly unknown[]
  readonly undecided: readonly unknown[]
}

/** How many steps a run would have, and how many of them would come from the cache. */
export function stepsSentence({ steps, cached, undecided }: Steps): string {
  if (steps === undefined) return 'Its program adds the steps while it runs, so nobody knows yet which of them come from the cache.'
  const open =
    undecided.length === 0 ? '' : ` About ${undecided.length === 1 ? 'one more' : `${undecided.length} more`} it is decided on the way.`
  return `${cached.length === 0 ? 'None' : cached.length} of ${steps} ${steps === 1 ? 'step comes' : 'steps come'} from the cache.${open}`
}
