import type { Artifact as WireArtifact } from '@clearway/contract'
import type { Connection } from '../connection.ts'
import { type Artifact, openArtifact } from './artifacts.ts'

/** Reads a task's artifacts, each time anew from the server. */
export interface ArtifactReader {
  /** Finds an artifact by name. Throws if there is none, and names those that there are. */
  readonly get: (name: string) => Promise<Artifact>
  /** All artifacts, inputs and outputs. */
  readonly list: () => Promise<readonly Artifact[]>
}

export function readArtifacts(connection: Connection, load: () => Promise<readonly WireArtifact[]>): ArtifactReader {
  const list = async (): Promise<Artifact[]> => (await load()).map((entry) => openArtifact(connection, entry))
  const get = async (name: string): Promise<Artifact> => {
    const all = await list()
    const named = all.filter((artifact) => artifact.name === name)
    // An input and an output may share a name: the output is the task's own result.
    const found = named.find((artifact) => artifact.mode === 'output') ?? named[0]
    if (found !== undefined) return found
    const names = all.map((artifact) => artifact.name).join(', ')
    throw new Error(`There is no artifact '${name}'. ${names === '' ? 'The task has none.' : `There is: ${names}.`}`)
  }
  return { get, list }
}
