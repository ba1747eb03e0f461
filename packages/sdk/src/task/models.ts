import { givenOf, ifGiven } from '@clearway/contract/given'
import type { Model as WireModel } from '@clearway/contract'
import { basename } from 'node:path'
import type { Api } from '../client.ts'
import type { Connection } from '../connection.ts'
import { contentTypeOf } from './content-type.ts'
import { pathSegment } from './file-path.ts'
import { copyUri, readUri, storeFile } from './files.ts'

/** A model in the registry. */
export interface Model {
  /** The id of the model. */
  readonly id: string
  /** The name of the model. */
  readonly name: string
  /** The address of its weights. */
  readonly url: string
  /** The framework that the model was made with, such as `PyTorch`. */
  readonly framework: string | undefined
  /** The tags of the model. */
  readonly tags: readonly string[]
  /** Whether it is published, and so can no longer be changed. */
  readonly isPublished: boolean
  /** Reads its weights. */
  readonly bytes: (signal?: AbortSignal) => Promise<Uint8Array>
  /** Copies its weights to a file. */
  readonly saveTo: (path: string, signal?: AbortSignal) => Promise<void>
  /** Publishes it: it can no longer be changed. */
  readonly publish: () => Promise<void>
}

/** A model that a task has made. Its weights are `file` or `bytes`. */
export interface OutputModelOptions {
  /** The name of the model, and of its entry in the task. */
  readonly name: string
  /** The framework that the model was made with, such as `PyTorch`. */
  readonly framework?: string
  /** The weights: a file, which is streamed, or bytes. */
  readonly file?: string
  /** The weights in memory. */
  readonly bytes?: Uint8Array
  /** Tags of the model. */
  readonly tags?: readonly string[]
  /** A description for people. */
  readonly comment?: string
  /** The number of each class, by its name. */
  readonly labels?: Readonly<Record<string, number>>
  /** Further values, by their names. */
  readonly metadata?: Readonly<Record<string, string>>
  /** The iteration at which it was made. */
  readonly iteration?: number
}

function openModel(connection: Connection, model: WireModel): Model {
  const url = model.uri ?? ''
  return {
    id: model.id,
    name: model.name ?? '',
    url,
    framework: model.framework,
    tags: model.tags ?? [],
    isPublished: model.ready === true,
    bytes: async (signal) => readUri(connection, url, signal),
    saveTo: async (path, signal) => copyUri(connection, url, path, signal),
    publish: async () => void (await connection.api.models.set_ready({ model: model.id, publish_task: false })),
  }
}

/** Stores a model's weights and records it as an output of a task. */
export async function makeOutputModel(
  connection: Connection,
  task: { readonly id: string; readonly project: string | undefined; readonly folder: readonly string[] },
  options: OutputModelOptions,
): Promise<Model> {
  const { name, file, bytes, iteration } = options
  if ((file === undefined) === (bytes === undefined)) throw new TypeError(`Model '${name}' needs its weights: give either file or bytes.`)
  const fileName = file === undefined ? name : basename(file)
  const content = file === undefined ? { bytes: bytes ?? new Uint8Array() } : { file }
  const { uri } = await storeFile(connection, [...task.folder, 'models', pathSegment(fileName)], content, contentTypeOf(fileName))
  const model = {
    name,
    uri,
    task: task.id,
    ready: false,
    ...givenOf({
      project: task.project,
      framework: options.framework,
      comment: options.comment,
      tags: options.tags && [...options.tags],
      labels: options.labels && { ...options.labels },
      metadata: ifGiven(options.metadata, metadataOf),
    }),
  }
  const { id } = await connection.api.models.create(model)
  await connection.api.tasks.add_or_update_model({
    task: task.id,
    name,
    model: id,
    type: 'output',
    ...(iteration === undefined ? {} : { iteration }),
  })
  return openModel(connection, (await connection.api.models.get_by_id({ model: id })).model)
}

function metadataOf(metadata: Readonly<Record<string, string>>): Record<string, object> {
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, { key, type: 'str', value }]))
}

/** The models of a task's list, in its order; deleted ones are left out. */
export async function openModels(connection: Connection, uses: readonly { readonly model: string }[]): Promise<Model[]> {
  const ids = uses.map(({ model }) => model)
  const byId = new Map((await readModels(connection.api, ids)).map((model) => [model.id, model]))
  return ids.flatMap((id) => {
    const model = byId.get(id)
    return model === undefined ? [] : [openModel(connection, model)]
  })
}

/** How many models the server lists at a time, at most. */
const modelsPerPage = 500

/** The models with these ids, hidden ones too. */
export async function readModels(api: Api, ids: readonly string[]): Promise<WireModel[]> {
  const found: WireModel[] = []
  for (let from = 0; from < ids.length; from += modelsPerPage) {
    const id = ids.slice(from, from + modelsPerPage)
    found.push(...(await api.models.get_all({ id, search_hidden: true, page: 0, page_size: modelsPerPage })).models)
  }
  return found
}
