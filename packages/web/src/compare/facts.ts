import type { Task } from '@clearway/contract'
import { packagesOf } from './packages.ts'

export const factGroups = ['parameters', 'packages', 'code', 'inputs', 'artifacts', 'steps'] as const
export type FactGroup = (typeof factGroups)[number]

/** Something that is known of a task and may differ from another's: a parameter's value, the version of a package. */
export interface Fact {
  readonly group: FactGroup
  readonly name: string
  readonly value: string
}
/** A step of a run, as far as it belongs to the run's graph. */
export interface GraphStep {
  readonly name: string
  readonly parents: readonly string[]
}

/** What is known of a task; of a run, with the steps of its graph. */
export function factsOf(task: Task, steps: readonly GraphStep[] = []): readonly Fact[] {
  const { script, container, models, execution } = task
  const fact = (group: FactGroup, name: string, value: unknown): readonly Fact[] =>
    value === undefined || value === null || value === '' ? [] : [{ group, name, value: String(value) }]
  const parameters = Object.entries(task.hyperparams ?? {}).flatMap(([section, ofSection]) =>
    Object.values(ofSection).flatMap(({ name, value }) => fact('parameters', `${section}/${name}`, value)),
  )
  const artifacts = (execution?.artifacts ?? []).flatMap(({ key, mode, hash, uri }) =>
    // The hash says whether the content is the same; a file that was stored elsewhere has none.
    fact(mode === 'input' ? 'inputs' : 'artifacts', key, hash === null || hash === undefined || hash === '' ? uri : hash),
  )
  return [
    ...parameters,
    ...packagesOf(script?.requirements ?? undefined).flatMap(({ name, version }) => fact('packages', name, version)),
    ...fact('code', 'repository', script?.repository),
    ...fact('code', 'branch', script?.branch),
    ...fact('code', 'commit', script?.version_num),
    ...fact('code', 'entry point', script?.entry_point),
    ...fact('code', 'program', script?.binary),
    ...fact('code', 'working folder', script?.working_dir),
    ...fact('code', 'image', container?.image),
    ...(models?.input ?? []).flatMap(({ name, model }) => fact('inputs', `model ${name}`, model)),
    ...artifacts,
    ...steps.flatMap(({ name, parents }) => fact('steps', name, parents.length === 0 ? 'first' : `after ${parents.toSorted().join(', ')}`)),
  ]
}
