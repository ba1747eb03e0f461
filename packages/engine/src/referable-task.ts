import type { Json } from './json.ts'

/** An artifact as references read it. */
export interface ReferableArtifact {
  readonly url?: string
  readonly size?: number
  readonly type?: string
  readonly mode?: string
  readonly hash?: string
  /** Seconds since the epoch. */
  readonly timestamp?: number
  readonly preview?: string
  readonly metadata?: Readonly<Record<string, Json>>
}

/** A model as references read it: at least `id`, `name` and `url`. */
export type ReferableModel = Readonly<Record<string, Json>>

/** The part of a task that references can read. */
export interface ReferableTask {
  readonly id: string
  readonly artifacts: Readonly<Record<string, ReferableArtifact>>
  /** Keyed `Section/name`. */
  readonly parameters: Readonly<Record<string, string>>
  readonly models: { readonly input: readonly ReferableModel[]; readonly output: readonly ReferableModel[] }
  /** The task's documents by their wire names: `script`, `container`, `tags`, … */
  readonly properties: Readonly<Record<string, Json>>
}

/** The parts of a task on the wire that matter here. */
export interface WireTask {
  readonly id: string
  readonly execution?: { readonly artifacts?: readonly WireArtifact[] } | null
  readonly hyperparams?: Readonly<Record<string, Readonly<Record<string, { readonly value?: string | null }>>>> | null
  readonly models?: { readonly input?: readonly WireModel[]; readonly output?: readonly WireModel[] } | null
  readonly [field: string]: unknown
}

interface WireArtifact {
  readonly key: string
  readonly type?: string | null
  readonly mode?: string | null
  readonly uri?: string | null
  readonly hash?: string | null
  readonly content_size?: number | null
  readonly timestamp?: number | null
  readonly type_data?: { readonly preview?: string | null } | null
  readonly display_data?: readonly (readonly [string, string])[] | null
}

interface WireModel {
  readonly name: string
  readonly model: string
}

/** Brings a task from the wire into the form that references read; `models` supplies the documents that the task only names. */
export function referableTask(task: WireTask, models: Readonly<Record<string, ReferableModel>>): ReferableTask {
  const readModel = (entry: WireModel): ReferableModel => ({ name: entry.name, ...models[entry.model], id: entry.model })
  return {
    id: task.id,
    artifacts: Object.fromEntries((task.execution?.artifacts ?? []).map((artifact) => [artifact.key, readArtifact(artifact)])),
    parameters: Object.fromEntries(
      Object.entries(task.hyperparams ?? {}).flatMap(([section, items]) =>
        Object.entries(items).map(([name, item]) => [`${section}/${name}`, item.value ?? '']),
      ),
    ),
    models: { input: (task.models?.input ?? []).map(readModel), output: (task.models?.output ?? []).map(readModel) },
    properties: task as unknown as Readonly<Record<string, Json>>,
  }
}

function readArtifact(artifact: WireArtifact): ReferableArtifact {
  const given = {
    url: artifact.uri,
    size: artifact.content_size,
    type: artifact.type,
    mode: artifact.mode,
    hash: artifact.hash,
    timestamp: artifact.timestamp,
    preview: artifact.type_data?.preview,
    metadata: Object.fromEntries(artifact.display_data ?? []),
  }
  return Object.fromEntries(Object.entries(given).filter((entry) => entry[1] !== undefined && entry[1] !== null))
}
