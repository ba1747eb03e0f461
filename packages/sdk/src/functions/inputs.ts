import type { Connection } from '../connection.ts'
import { hashOf, storeOnce } from '../task/files.ts'
import { numberText } from '../task/parameters.ts'
import { sourceOf } from './step-result.ts'
import { attachmentTexts } from './values/attachments.ts'
import { encode, isPlain } from './values/encode.ts'
import { Attachment, nodesOf, ownKey, ResultNode, textOf, type Tree } from './values/tree.ts'

/** The key of an input that is not one object with keys, such as the result of another step as a whole. */
export const wholeKey = '*'
/** Longer texts are stored as files: a task's parameters are read with every list of tasks. */
const longestText = 32_000

/** The inputs of a call, by their names. */
export type InputTrees = Readonly<Record<string, Tree>>
/** The text of a reference to a step's result, or to the part of it under a path. */
export type WriteReference = (of: object) => string

/** The inputs of a call as trees. Throws a `TypeError` with the path of a value that cannot be carried. */
export function inputTrees(what: string, input: unknown, resultOf: (value: object) => object | undefined): InputTrees {
  if (input === undefined) return {}
  const tree = encode(input, { what, resultOf })
  const hasKeys = typeof input === 'object' && input !== null && resultOf(input) === undefined && isPlain(input)
  if (!hasKeys) return { [wholeKey]: tree }
  return Object.fromEntries(Object.entries(tree as Record<string, Tree>).map(([key, item]) => [ownKey(key), item]))
}

/** The results of other steps that inputs need. */
export function resultsIn(trees: InputTrees): readonly object[] {
  return Object.values(trees).flatMap((tree) => nodesOf(tree, ResultNode).map(({ of }) => of))
}

/** The parameters of a step's task: JSON texts, in which results of other steps are references. Stores what is too large for a text. */
export async function inputTexts(connection: Connection, trees: InputTrees, write: WriteReference): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const [key, tree] of Object.entries(trees)) texts[`Args/${key}`] = await inputText(connection, tree, write)
  return texts
}

/** Writes the reference to the address of a step's result; throws a `TypeError`, which `what` begins, for what has no address of its own. */
type WriteAddress = (of: object, what: string) => string

/** The parameters of a task whose program is none of ours: plain texts, and for a step's result the address of its artifact. */
export async function plainTexts(
  connection: Connection,
  step: string,
  trees: InputTrees,
  write: WriteAddress,
): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const [key, tree] of Object.entries(trees)) {
    if (key === wholeKey)
      throw new TypeError(
        `The input of step '${step}' is one value, and its program reads inputs by their names. Give it a name: { data: … }.`,
      )
    const what = `The input of step '${step}': ${key}`
    const text = await plainText(connection, plainTree(tree), (of) => write(of, what))
    if (typeof tree === 'string' && tree.includes('${'))
      throw new TypeError(`${what} holds '\${', which a task's parameters take for a reference. Give it without.`)
    texts[key.includes('/') ? key : `Args/${key}`] = text
  }
  return texts
}

/** A tree without the marks that only this package reads: a file of the server is its address, a date its text. */
function plainTree(tree: Tree): Tree {
  if (tree === null || typeof tree !== 'object' || tree instanceof Attachment || tree instanceof ResultNode) return tree
  if (Array.isArray(tree)) return tree.map((item: Tree) => plainTree(item))
  const entries = Object.entries(tree as Readonly<Record<string, Tree>>)
  const [[mark, marked] = ['', null]] = entries
  switch (mark) {
    case '$undefined':
      return null
    case '$number':
      return numberText(Number(marked))
    case '$bigint':
    case '$date':
      return marked
    case '$file':
      return (marked as { readonly url: string }).url
    default:
      return Object.fromEntries(entries.map(([key, item]) => [ownKey(key), plainTree(item)]))
  }
}

async function plainText(connection: Connection, tree: Tree, write: WriteReference): Promise<string> {
  if (typeof tree === 'string') return tree
  if (tree instanceof ResultNode) return write(tree.of)
  const attachments = new Map<object, string>()
  for (const node of nodesOf(tree, Attachment)) {
    const { content, fileName } = node
    attachments.set(
      node,
      (await storeOnce(connection, ['values', await hashOf(content), fileName], content, 'application/octet-stream')).uri,
    )
  }
  if (tree instanceof Attachment) return attachments.get(tree) ?? ''
  if (tree === null) return ''
  if (typeof tree === 'boolean') return tree ? 'True' : 'False'
  return textOf(tree, (node) => `"${node instanceof ResultNode ? write(node.of) : (attachments.get(node) ?? '')}"`)
}

/** A value as JSON text, in which results of steps are references. Stores what is too large for a text. */
export async function inputText(connection: Connection, tree: Tree, write: WriteReference): Promise<string> {
  const attachments = await attachmentTexts(tree, async ({ content, fileName }) =>
    storeOnce(connection, ['values', await hashOf(content), fileName], content, 'application/octet-stream'),
  )
  const text = textOf(tree, (node) => (node instanceof ResultNode ? write(node.of) : (attachments.get(node) ?? 'null')))
  if (text.length <= longestText || nodesOf(tree, ResultNode).length > 0) return text
  const bytes = new TextEncoder().encode(text)
  const { uri, hash } = await storeOnce(connection, ['values', await hashOf({ bytes }), 'value.json'], { bytes }, 'application/json')
  return JSON.stringify({ $value: { url: uri, hash } })
}

/** A reference to the result of the step of that name, which the engine replaces by its address before the launch. */
export function referenceText(step: string, path: readonly (string | number)[], outputs?: readonly string[]): string {
  if (outputs !== undefined) {
    const [name, ...rest] = path
    if (name !== undefined) return referenceTo(step, String(name), rest)
    return `{${outputs.map((output) => `${JSON.stringify(output)}:${referenceTo(step, output, [])}`).join()}}`
  }
  return referenceTo(step, 'result', path)
}

/** Where the value of a result lies: under a path in the artifact `result` of its step, or in those that it declares. */
interface ResultPath {
  readonly path: readonly (string | number)[]
  readonly outputs: readonly string[] | undefined
}

/** The artifact that is a result, or the part of one under a path; undefined for a part of an artifact, and for several artifacts. */
export function artifactOf({ path, outputs }: ResultPath): string | undefined {
  const [artifact, ...part] = outputs === undefined ? ['result', ...path] : path.length === 0 && outputs.length === 1 ? outputs : path
  return artifact === undefined || part.length > 0 ? undefined : String(artifact)
}

/** The reference to the address of a step's result, or of one of its declared outputs. Throws a `TypeError`, which `what` begins, for what has no address. */
export function addressText(what: string, step: string, result: ResultPath): string {
  const artifact = artifactOf(result)
  if (artifact !== undefined) return `\${${step}.artifacts.${artifact}.url}`
  const { path, outputs = [] } = result
  const [found, cure] =
    path.length === 0
      ? [`the result of step '${step}', which is the artifacts ${outputs.join(', ')}`, `Give one of them: .get('${outputs[0]}')`]
      : [
          `the part ${path.join('.')} of the result of step '${step}'`,
          'Await the result and give the part of its value, or let a step return this part alone',
        ]
  throw new TypeError(`${what} is ${found}, and its program gets the address of one artifact. ${cure}.`)
}

function referenceTo(step: string, artifact: string, path: readonly (string | number)[]): string {
  const url = `"\${${step}.artifacts.${artifact}.url}"`
  return path.length === 0 ? `{"$step":${url}}` : `{"$step":${url},"path":${JSON.stringify(path).replaceAll('${', String.raw`\u0024{`)}}`
}

/** The path of a part within the result of its step; empty for the whole result. */
export function pathOf(of: object): readonly (string | number)[] {
  return sourceOf(of)?.path ?? []
}
