import type { Connection } from '../connection.ts'
import { hashOf, storeOnce } from '../task/files.ts'
import { sourceOf } from './step-result.ts'
import { attachmentTexts } from './values/attachments.ts'
import { encode, isPlain } from './values/encode.ts'
import { Attachment, nodesOf, ResultNode, textOf, type Tree } from './values/tree.ts'

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
  return Object.fromEntries(
    Object.entries(tree as Record<string, Tree>).map(([key, item]) => [key.startsWith('$$') ? key.slice(1) : key, item]),
  )
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

/**
 * The parameters of a task whose program is none of ours: plain texts, and for a step's result the address of its artifact. `write` gives the
 * reference to an address.
 */
export async function plainTexts(
  connection: Connection,
  step: string,
  trees: InputTrees,
  write: WriteReference,
): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const [key, tree] of Object.entries(trees)) {
    const text = await plainText(connection, tree, write)
    if (typeof tree === 'string' && tree.includes('${'))
      throw new TypeError(
        `The input of step '${step}': ${key} holds '\${', which a task's parameters take for a reference. Give it without.`,
      )
    texts[key.includes('/') ? key : `Args/${key}`] = text
  }
  return texts
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

/** The reference to the address of a step's result, or of one of its declared outputs. */
export function addressText(step: string, path: readonly (string | number)[], outputs?: readonly string[]): string {
  return `\${${step}.artifacts.${outputs === undefined ? 'result' : String(path[0] ?? outputs[0])}.url}`
}

function referenceTo(step: string, artifact: string, path: readonly (string | number)[]): string {
  const url = `"\${${step}.artifacts.${artifact}.url}"`
  return path.length === 0 ? `{"$step":${url}}` : `{"$step":${url},"path":${JSON.stringify(path).replaceAll('${', String.raw`\u0024{`)}}`
}

/** The path of a part within the result of its step; empty for the whole result. */
export function pathOf(of: object): readonly (string | number)[] {
  return sourceOf(of)?.path ?? []
}
