import type { Api } from '@clearway/sdk'
import { UsageError } from '../../usage-error.ts'

interface Parameter {
  readonly section: string
  readonly name: string
}

/** Refuses the removal of parameters that the task does not have, before anything is changed. */
export async function assertParameters(api: Api, task: string, removed: readonly Parameter[]): Promise<void> {
  if (removed.length === 0) return
  const { params } = await api.tasks.get_hyper_params({ tasks: [task] })
  const known = new Set(params.flatMap(({ hyperparams }) => hyperparams.map(pathOf)))
  const unknown = removed.map(pathOf).filter((path) => !known.has(path))
  if (unknown.length === 0) return
  throw new UsageError(`The task does not have ${unknown.join(', ')}.`, {
    field: '--unset',
    cure: known.size === 0 ? 'It has no parameters.' : `Its parameters are ${[...known].join(', ')}.`,
  })
}

function pathOf({ section, name }: Parameter): string {
  return `${section}/${name}`
}
