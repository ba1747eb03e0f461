import { visibleLine } from '@clearway/contract/visible-text'
import type { Task } from '../task.ts'
import { sectionAndName } from './create.ts'
import { jsonValue } from './json-value.ts'
import { type Parameters, type ParameterValue, toParams, toText, withGiven } from './parameters.ts'
import { readSurroundings } from './surroundings.ts'

/** Whether the task was defined elsewhere, so that its values count and the program's are defaults. */
function isDefinedElsewhere(task: Task): boolean {
  return readSurroundings().taskId === task.id
}

export async function connectParameters<P extends Parameters>(task: Task, parameters: P, section: string): Promise<P> {
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

export async function connectConfiguration<C>(task: Task, name: string, value: C): Promise<C> {
  if (isDefinedElsewhere(task)) {
    const stored = (await task.reload()).document.configuration?.[name]?.value
    if (typeof stored === 'string') return typeof value === 'string' ? (stored as C) : (JSON.parse(stored) as C)
  }
  const text = typeof value === 'string' ? value : JSON.stringify(jsonValue(value, `Configuration '${name}'`), undefined, 2)
  const type = typeof value === 'string' ? 'text' : 'json'
  await task.connection.api.tasks.edit_configuration({ task: task.id, configuration: [{ name, value: text, type }], force: true })
  return value
}

export async function writeParameters(task: Task, parameters: Readonly<Record<string, ParameterValue>>): Promise<void> {
  const hyperparams = Object.entries(parameters).map(([path, value]) => ({ ...sectionAndName(path), value: toText(value, path) }))
  await task.connection.api.tasks.edit_hyper_params({ task: task.id, hyperparams, force: true })
}
