import type { Task as WireTask } from '@clearway/contract'
import { visibleLine } from '@clearway/contract/visible-text'
import type { Connection } from '../connection.ts'
import { sectionAndName } from './create.ts'
import { jsonValue } from './json-value.ts'
import { type Parameters, type ParameterValue, toParams, toText, withGiven } from './parameters.ts'
import { readSurroundings } from './surroundings.ts'

/** The task as connecting needs it. */
interface ConnectingTask {
  readonly id: string
  readonly connection: Pick<Connection, 'api'>
  readonly logger: { readonly text: (message: string, level: 'warning') => void }
  readonly reload: () => Promise<{ readonly document: WireTask }>
}

/** Whether the task was defined elsewhere, so that its values count and the program's are defaults. */
function isDefinedElsewhere(task: ConnectingTask): boolean {
  return readSurroundings().taskId === task.id
}

export async function connectParameters<P extends Parameters>(task: ConnectingTask, parameters: P, section: string): Promise<P> {
  const params = toParams(section, parameters)
  if (!isDefinedElsewhere(task)) {
    await task.connection.api.tasks.edit_hyper_params({ task: task.id, hyperparams: params, force: true })
    return parameters
  }
  const given = (await task.reload()).document.hyperparams?.[section] ?? {}
  const missing = params.filter(({ name }) => given[name] === undefined)
  if (missing.length > 0) await task.connection.api.tasks.edit_hyper_params({ task: task.id, hyperparams: missing, force: true })
  return withGiven(
    parameters,
    (name) => given[name],
    (message) => {
      process.emitWarning(visibleLine(message))
      task.logger.text(message, 'warning')
    },
  )
}

export async function connectConfiguration<C>(task: ConnectingTask, name: string, value: C): Promise<C> {
  if (isDefinedElsewhere(task)) {
    const stored = (await task.reload()).document.configuration?.[name]?.value
    if (typeof stored === 'string') return typeof value === 'string' ? (stored as C) : (JSON.parse(stored) as C)
  }
  const text = typeof value === 'string' ? value : JSON.stringify(jsonValue(value, `Configuration '${name}'`), undefined, 2)
  const type = typeof value === 'string' ? 'text' : 'json'
  await task.connection.api.tasks.edit_configuration({ task: task.id, configuration: [{ name, value: text, type }], force: true })
  return value
}

export async function writeParameters(task: ConnectingTask, parameters: Readonly<Record<string, ParameterValue>>): Promise<void> {
  const hyperparams = Object.entries(parameters).map(([path, value]) => ({ ...sectionAndName(path), value: toText(value, path) }))
  await task.connection.api.tasks.edit_hyper_params({ task: task.id, hyperparams, force: true })
}
