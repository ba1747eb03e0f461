import { readConfig, replaceConfig } from '../db/tables/task-parts.ts'
import type { Tx } from '../scope.ts'

/**
 * Clears `executed` of every step in the stored pipeline of a restarted controller. A decorator controller skips a step whose `executed` is set and
 * reads None as its result; cleared, each step is launched again and answered with the task of its earlier launch.
 */
export async function clearExecuted(tx: Tx, controller: string): Promise<void> {
  const text = await readConfig(tx, controller, 'Pipeline')
  const nodes = text === undefined || text === null ? undefined : readNodes(text)
  if (nodes === undefined) return
  const fresh = Object.fromEntries(
    Object.entries(nodes).map(([name, node]) => [name, { ...node, executed: null, status: 'pending', job_id: null }]),
  )
  await replaceConfig(tx, controller, 'Pipeline', JSON.stringify(fresh, null, 2))
}

function readNodes(text: string): Readonly<Record<string, object>> | undefined {
  try {
    const nodes: unknown = JSON.parse(text)
    const isDag =
      typeof nodes === 'object' &&
      nodes !== null &&
      Object.values(nodes).every((node) => typeof node === 'object' && node !== null && 'executed' in node)
    return isDag ? (nodes as Readonly<Record<string, object>>) : undefined
  } catch {
    // Another form than ClearML's has no `executed`, so no step is skipped.
    return undefined
  }
}
