import { sectionAndName } from '@clearway/contract/parameter-path'
import { readParams, writeParams } from '../db/tables/task-parts.ts'
import type { Tx } from '../scope.ts'

/**
 * Writes values over a task's parameters, each named `section/name`, or by its name alone, which is then one of `General`. They keep their declared type;
 * those that the task lacks are added.
 */
export async function overrideParameters(tx: Tx, task: string, values: Readonly<Record<string, string>>): Promise<void> {
  const entries = Object.entries(values)
  if (entries.length === 0) return
  const known = await readParams(tx, [task])
  const params = entries.map(([path, value]) => {
    const { section, name } = sectionAndName(path)
    const declared = known.find((one) => one.section === section && one.name === name)
    return { section, name, value, type: declared?.type ?? null, description: declared?.description ?? null }
  })
  await writeParams(tx, task, params, 'merge')
}
