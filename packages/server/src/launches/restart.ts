import type { Tx } from '../scope.ts'

/**
 * A decorator controller passes over a step whose `executed` is set and then reads None from it. At a restart every step is therefore to be
 * launched, and is answered by its identity.
 */
export async function forgetExecuted({ db }: Tx, controller: string): Promise<void> {
  const config = await db
    .selectFrom('task_config')
    .select('value')
    .where('task', '=', controller)
    .where('name', '=', 'Pipeline')
    .executeTakeFirst()
  if (config?.value === null || config === undefined) return
  const nodes = readNodes(config.value)
  if (nodes === undefined) return
  const fresh = Object.fromEntries(
    Object.entries(nodes).map(([name, node]) => [name, { ...node, executed: null, status: 'pending', job_id: null }]),
  )
  await db
    .updateTable('task_config')
    .set({ value: JSON.stringify(fresh, null, 2) })
    .where('task', '=', controller)
    .where('name', '=', 'Pipeline')
    .execute()
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
    // Not ClearML's form: nothing in it is skipped.
    return undefined
  }
}
