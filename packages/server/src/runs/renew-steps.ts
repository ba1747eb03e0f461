import { stepName } from '../launches/definition.ts'
import { markNotReusable } from '../db/tables/launches.ts'
import { readConfig } from '../db/tables/task-parts.ts'
import type { TaskRow } from '../db/tables/tasks.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import { ActionError } from '../errors.ts'
import type { Tx } from '../scope.ts'

type Nodes = Readonly<Record<string, { readonly parents?: readonly string[] }>>

/** Makes one of ClearML's own controllers run a step, and all steps below it, again at its next start. Answers the names of these steps. */
export async function renewSteps(tx: Tx, { id, generation }: TaskRow, from: string): Promise<readonly string[]> {
  const nodes: Nodes = parseObject<Nodes>((await readConfig(tx, id, 'Pipeline')) ?? '{}') ?? {}
  const names = Object.keys(nodes)
  if (!names.includes(from)) throw new ActionError('step_not_found', { run: id, field: 'from', step: from, steps: names.slice(0, 100) })
  const again = new Set([from])
  // `again` grows during the loop.
  for (const name of again) for (const child of names) if (nodes[child]?.parents?.includes(name) === true) again.add(child)
  await markNotReusable(tx, { controller: id, generation }, [...new Set([...again].map(stepName))])
  return [...again]
}
