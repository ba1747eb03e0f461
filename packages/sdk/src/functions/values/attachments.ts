import type { Stored } from '../../task/files.ts'
import { Attachment, nodesOf, type Tree } from './tree.ts'

/** Stores the attachments of a tree, and gives the text that names each. `store` gets them with their numbers, from 1. */
export async function attachmentTexts(
  tree: Tree,
  store: (attachment: Attachment, number: number) => Promise<Stored>,
): Promise<ReadonlyMap<object, string>> {
  const texts = new Map<object, string>()
  // One after another, so that no more than one is in memory a second time.
  for (const [index, node] of nodesOf(tree, Attachment).entries()) {
    const { uri, hash, size } = await store(node, index + 1)
    texts.set(node, JSON.stringify({ [node.marker]: { ...node.fields, url: uri, hash, size } }))
  }
  return texts
}
