import type { Artifact as WireArtifact, Task as WireTask } from '@clearway/contract'
import { contentText } from '@clearway/engine'
import type { Connection } from '../connection.ts'
import { outputArtifact } from '../task/artifacts.ts'
import { pathSegment } from '../task/file-path.ts'
import { hashOf, storeFile } from '../task/files.ts'
import type { Content } from '../task/upload.ts'
import type { Task } from '../task.ts'
import { attachmentTexts } from './values/attachments.ts'
import type { ValueReader } from './values/decode.ts'
import { nodesOf, ResultNode, textOf, type Tree } from './values/tree.ts'

const resultName = 'result'
const previewLength = 16_000

/** The address of a step's stored result, for the result of another task that refers to it. */
export interface ResultPlace {
  readonly url: string
  readonly hash: string | undefined
  readonly path: readonly (string | number)[]
  /** All artifacts that the result consists of: a task that names the result in its own result holds them too. */
  readonly artifacts: readonly WireArtifact[]
}

/** Stores the result of a task: the artifact `result`, and `result.1` and so on for the bytes and files in it. `placeOf` finds results of other steps. */
export async function storeResult(task: Task, tree: Tree, placeOf?: (of: object) => Promise<ResultPlace>): Promise<void> {
  const { connection } = task
  const folder = [...(await task.folder()), 'artifacts']
  const artifacts: WireArtifact[] = []
  const named = (): string => `${resultName}.${artifacts.length + 1}`
  const texts = new Map<object, string>()
  for (const [node, place] of await placesIn(tree, placeOf)) {
    const { url, hash, path } = place
    texts.set(node, JSON.stringify({ $value: { url, ...(hash === undefined ? {} : { hash }) }, ...(path.length === 0 ? {} : { path }) }))
    for (const artifact of place.artifacts) artifacts.push({ ...artifact, key: named() })
  }
  const attached = await attachmentTexts(tree, async ({ content, fileName }) => {
    const key = named()
    const name = fileName.includes('.') ? `${key}${fileName.slice(fileName.lastIndexOf('.'))}` : key
    const { artifact, stored } = await storeOutput(connection, folder, { key, name, content, type: 'custom', preview: fileName })
    artifacts.push(artifact)
    return stored
  })
  const text = textOf(tree, (node) => texts.get(node) ?? attached.get(node) ?? 'null')
  const valueText = contentText(text)
  const { artifact } = await storeOutput(connection, folder, {
    key: resultName,
    name: `${resultName}.json`,
    content: { bytes: new TextEncoder().encode(text) },
    type: 'JSON',
    preview: text.length <= previewLength ? text : `${text.slice(0, previewLength)}…`,
    ...(valueText === text ? {} : { valueText }),
  })
  await connection.api.tasks.add_or_update_artifacts({ task: task.id, artifacts: [...artifacts, artifact], force: true })
}

async function placesIn(
  tree: Tree,
  placeOf: ((of: object) => Promise<ResultPlace>) | undefined,
): Promise<(readonly [ResultNode, ResultPlace])[]> {
  if (placeOf === undefined) return []
  return Promise.all(nodesOf(tree, ResultNode).map(async (node) => [node, await placeOf(node.of)] as const))
}

interface Output {
  readonly key: string
  readonly name: string
  readonly content: Content
  readonly type: string
  readonly preview: string
  /** The text by which the cache compares the value, without the addresses of stored files; default: the content itself. */
  readonly valueText?: string
}

async function storeOutput(connection: Connection, folder: readonly string[], { key, name, content, type, preview, valueText }: Output) {
  const contentType = type === 'JSON' ? 'application/json' : 'application/octet-stream'
  const stored = await storeFile(connection, [...folder, pathSegment(key), pathSegment(name)], content, contentType)
  const dataHash = valueText === undefined ? stored.hash : await hashOf({ bytes: new TextEncoder().encode(valueText) })
  const artifact = outputArtifact(stored, { key, type, preview, contentType, dataHash })
  return { artifact, stored }
}

/** Reads the result of a task: undefined if it has stored none. */
export async function readResult(reader: ValueReader, task: WireTask, outputs?: readonly string[]): Promise<unknown> {
  if (outputs === undefined) return readOutput(reader, outputOf(task, resultName))
  const parts = outputs.map(async (name) => [name, await readOutput(reader, outputOf(task, name))] as const)
  return Object.fromEntries(await Promise.all(parts))
}

async function readOutput(reader: ValueReader, artifact: WireArtifact | undefined): Promise<unknown> {
  if (artifact?.uri === undefined || artifact.uri === null) return undefined
  return reader.readAt({ url: artifact.uri, ...(artifact.hash ? { hash: artifact.hash } : {}) })
}

/** Where the result of a task lies, or a part of it. */
export function placeOfResult(task: WireTask, whole: readonly (string | number)[], outputs?: readonly string[]): ResultPlace | undefined {
  const [first, ...rest] = whole
  const [name, path] = outputs === undefined ? [resultName, whole] : [String(first), rest]
  const artifact = outputOf(task, name)
  if (artifact?.uri === undefined || artifact.uri === null) return undefined
  const artifacts = (task.execution?.artifacts ?? []).filter(
    ({ key, mode }) => mode !== 'input' && (key === name || key.startsWith(`${resultName}.`)),
  )
  return { url: artifact.uri, hash: artifact.hash ?? undefined, path, artifacts }
}

function outputOf(task: WireTask, name: string): WireArtifact | undefined {
  return task.execution?.artifacts?.find(({ key, mode }) => key === name && mode !== 'input')
}
