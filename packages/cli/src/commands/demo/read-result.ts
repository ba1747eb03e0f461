import type { Api } from '@clearway/sdk'
import type { RunView } from '../../run-view/run-view.ts'

/** The results of a run of the example. */
export interface DemoResult {
  readonly run: string
  /** The fraction of the flowers that were classified correctly. */
  readonly accuracy: number | undefined
  readonly artifacts: readonly { readonly step: string; readonly name: string; readonly bytes: number | undefined; readonly url: string }[]
  readonly models: readonly { readonly step: string; readonly name: string; readonly url: string }[]
}

export async function readResult(api: Api, { run, steps }: RunView): Promise<DemoResult> {
  const ids = steps.flatMap(({ task }) => task ?? [])
  const nameOf = new Map(steps.map(({ name, task }) => [task, name]))
  const [{ tasks }, { models }, { tasks: metrics }] = await Promise.all([
    api.tasks.get_all({ id: ids, search_hidden: true }),
    api.models.get_all({ task: ids, search_hidden: true }),
    api.events.get_task_single_value_metrics({ tasks: ids }),
  ])
  const accuracy = metrics.flatMap(({ values }) => values).find(({ variant }) => variant === 'accuracy')?.['value']
  return {
    run: run.id,
    accuracy: accuracy === undefined ? undefined : Number(accuracy),
    artifacts: steps.flatMap(({ name: step, task: id }) =>
      (tasks.find((task) => task.id === id)?.execution?.artifacts ?? [])
        .filter(({ mode }) => mode !== 'input')
        .map(({ key, content_size: size, uri }) => ({
          step,
          name: key,
          bytes: typeof size === 'number' ? size : undefined,
          url: uri ?? '',
        })),
    ),
    models: models.map(({ name = '', uri = '', task }) => ({ step: nameOf.get(task) ?? '', name, url: uri })),
  }
}
