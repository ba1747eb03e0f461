import type { Artifact, Model, Task } from '@clearway/contract'
import type { Json } from './json.ts'

type ModelUse = NonNullable<Task['models']>['input'][number]

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
  /** The hash of its value, in which files that the value names count by their own hashes; no reference reads it. */
  readonly content?: string
}

/** A model as references read it: at least `id`, `name` and `url`. */
export type ReferableModel = Readonly<Record<string, Json>>

/** The parts of a task that references can read. */
export interface ReferableTask {
  readonly id: string
  readonly artifacts: Readonly<Record<string, ReferableArtifact>>
  /** Keyed `Section/name`. */
  readonly parameters: Readonly<Record<string, string>>
  readonly models: { readonly input: readonly ReferableModel[]; readonly output: readonly ReferableModel[] }
  /** The task's documents by their wire names: `script`, `container`, `tags`, … */
  readonly properties: Readonly<Record<string, Json>>
}

/** A task in the form that references read; `models` holds the models that the task only names, by their ids. */
export function referableTask(task: Task, models: Readonly<Record<string, ReferableModel>>): ReferableTask {
  const readModel = (use: ModelUse): ReferableModel => ({ name: use.name, ...models[use.model], id: use.model })
  return {
    id: task.id,
    artifacts: Object.fromEntries((task.execution?.artifacts ?? []).map((artifact) => [artifact.key, readArtifact(artifact)])),
    parameters: parametersOf(task),
    models: { input: (task.models?.input ?? []).map(readModel), output: (task.models?.output ?? []).map(readModel) },
    properties: task as unknown as Readonly<Record<string, Json>>,
  }
}

/** A model in the form that references read: they call its `uri` `url`. */
export function referableModel(model: Model): ReferableModel {
  return { ...(model as unknown as ReferableModel), url: model.uri ?? '' }
}

/** A task's parameters as texts, keyed `Section/name`. */
export function parametersOf({ hyperparams }: Pick<Task, 'hyperparams'>): Record<string, string> {
  const entries = Object.entries(hyperparams ?? {}).flatMap(([section, items]) =>
    Object.entries(items).map(([name, { value }]) => [`${section}/${name}`, String(value ?? '')] as const),
  )
  return Object.fromEntries(entries)
}

function readArtifact(artifact: Artifact): ReferableArtifact {
  const { preview, data_hash: content } = artifact.type_data ?? {}
  const given = {
    url: artifact.uri,
    size: artifact.content_size,
    type: artifact.type,
    mode: artifact.mode,
    hash: artifact.hash,
    timestamp: artifact.timestamp,
    preview: typeof preview === 'string' ? preview : undefined,
    content: typeof content === 'string' && content !== '' ? content : artifact.hash,
    metadata: Object.fromEntries((artifact.display_data ?? []) as [string, Json][]),
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== null))
}
