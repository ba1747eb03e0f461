import { readConfig } from '../db/tables/task-parts.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import { ActionError } from '../errors.ts'
import type { Reader } from '../scope.ts'

type Nodes = Readonly<Record<string, { readonly parents?: readonly string[] }>>

/** The steps of a run of one of ClearML's own controllers. */
export interface NamedSteps {
  readonly all: readonly string[]
  /** A step, and all below it. */
  readonly below: readonly string[]
}

/** Finds a step of a run of one of ClearML's own controllers, and all steps below it. */
export async function stepsBelow(reader: Reader, run: string, from: string): Promise<NamedSteps> {
  const nodes: Nodes = parseObject<Nodes>((await readConfig(reader, run, 'Pipeline')) ?? '{}') ?? {}
  const all = Object.keys(nodes)
  if (!all.includes(from)) throw new ActionError('step_not_found', { run, field: 'from', step: from, steps: all.slice(0, 100) })
  const below = new Set([from])
  // `below` grows during the loop.
  for (const name of below) for (const child of all) if (nodes[child]?.parents?.includes(name) === true) below.add(child)
  return { all, below: [...below] }
}
