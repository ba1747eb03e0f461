import type { Task as WireTask } from '@clearway/contract'
import { visibleLine } from '@clearway/contract/visible-text'
import type { Connection } from '../connection.ts'
import { sectionAndName } from '@clearway/contract/parameter-path'
import { jsonValue } from './json-value.ts'
import { type Parameters, type ParameterValue, toParams, toText, withStoredValues } from './parameters.ts'
import { readProcessContext } from './process-context.ts'

/** What connecting values to a task needs of it. */
interface ConnectingTask {
  readonly id: string
  readonly connection: Pick<Connection, 'api'>
  readonly logger: { readonly text: (message: string, level: 'warning') => void }
  readonly reload: () => Promise<{ readonly document: WireTask }>
}

/** Whether the task was defined elsewhere, so that its values win and the program's are defaults. */
function isDefinedElsewhere(task: ConnectingTask): boolean {
  return readProcessContext().taskId === task.id
}

/** Writes parameters to the task, or gives the task's values in their place if it was defined elsewhere. */
export async function connectParameters<P extends Parameters>(task: ConnectingTask, parameters: P, section: string): Promise<P> {
  const params = toParams(section, parameters)
  if (!isDefinedElsewhere(task)) {
    await task.connection.api.tasks.edit_hyper_params({ task: task.id, hyperparams: params, force: true })
    return parameters
  }
  const stored = (await task.reload()).document.hyperparams?.[section] ?? {}
  const missing = params.filter(({ name }) => stored[name] === undefined)
  if (missing.length > 0) await task.connection.api.tasks.edit_hyper_params({ task: task.id, hyperparams: missing, force: true })
  return withStoredValues(
    parameters,
    (name) => stored[name],
    (message) => {
      process.emitWarning(visibleLine(message))
      task.logger.text(message, 'warning')
    },
  )
}

/** Writes a document to the task, or gives the task's in its place if it was defined elsewhere. */
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

/** Sets parameters, keyed `Section/name`. */
export async function writeParameters(task: ConnectingTask, parameters: Readonly<Record<string, ParameterValue>>): Promise<void> {
  const hyperparams = Object.entries(parameters).map(([path, value]) => ({ ...sectionAndName(path), value: toText(value, path) }))
  await task.connection.api.tasks.edit_hyper_params({ task: task.id, hyperparams, force: true })
}
