import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Artifact } from '@clearway/contract'
import { filePathOf } from '@clearway/contract/file-address'
import { builtResult, graphConfigurationName, type Host, readGraph, type RunState } from '@clearway/engine'
import { readConfig } from '../db/tables/task-parts.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Reader, Scope } from '../scope.ts'

const previewLength = 16_000
const contentType = 'application/json'

/** The result of a run that a function made as a graph: what its controller's process would store. */
export interface RunResult {
  readonly path: string
  readonly text: string
  /** The artifacts of the controller's task, which are registered when the file is stored. */
  readonly artifacts: readonly Artifact[]
}

/** The result of a run that has completed; undefined if no function made its steps. Rejects if a step did not store what it consists of. */
export async function runResult(
  reader: Pick<Reader, 'db'> & Pick<Scope, 'now'>,
  host: Host,
  state: RunState,
): Promise<RunResult | undefined> {
  const graph = readGraph(await readConfig(reader, host.run, graphConfigurationName))
  if (graph === undefined) return undefined
  const uri = `${graph.files}${host.run}/artifacts/result/result.json`
  const path = filePathOf(uri)
  if (path === undefined) return undefined
  const { text, artifacts, content } = await builtResult(graph.result, state, host)
  const result: Artifact = {
    key: 'result',
    type: 'JSON',
    mode: 'output',
    uri,
    content_size: Buffer.byteLength(text),
    hash: sha256(text),
    timestamp: Math.floor(reader.now() / 1000),
    type_data: {
      preview: text.length <= previewLength ? text : `${text.slice(0, previewLength)}…`,
      content_type: contentType,
      data_hash: sha256(content),
    },
  }
  return { path, text, artifacts: [...artifacts, result] }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Stores the file of a result, before the transaction that names it and ends the run. */
export async function storeResultFile(scope: Scope, files: FileStore, { path, text }: RunResult): Promise<void> {
  await files.write({ ...scope, doing: undefined }, path, Readable.from([Buffer.from(text)]), contentType)
}
