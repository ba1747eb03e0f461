/** The parameters in the address of the artifacts' page. */
export interface ArtifactSearch {
  readonly q?: string
  readonly hash?: string
  readonly project?: string
  /** The text that the choice of a project is searched for. */
  readonly projects?: string
  /** The id of the task whose artifact is shown, and `key` and `mode` of the artifact. */
  readonly task?: string
  readonly key?: string
  readonly mode?: 'input'
}

/** Reads the address, which anybody may have written. */
export function readArtifactSearch(given: Readonly<Record<string, unknown>>): ArtifactSearch {
  const texts = ['q', 'hash', 'project', 'projects', 'task', 'key'].flatMap((name) => {
    const value = typeof given[name] === 'number' ? String(given[name]) : given[name]
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : []
  })
  return { ...Object.fromEntries(texts), ...(given['mode'] === 'input' ? { mode: 'input' } : {}) }
}
