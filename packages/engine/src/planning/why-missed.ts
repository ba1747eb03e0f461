import type { Task } from '@clearway/contract'
import { parametersOf } from '../referable-task.ts'
import { referencesIn } from '../reference.ts'

type Texts = Readonly<Record<string, string>>

/** What a step becomes, as far as it is compared with a task. */
export interface ComparedStep {
  readonly name: string
  /** The base task of the step. */
  readonly base: Task
  /** With their references resolved. */
  readonly parameters: Texts
  /** As the step states them, with references. */
  readonly given: Texts
  readonly configurations: Texts
  /** The hashes of inputs that are stored outside the parameters, by the parameters' names. */
  readonly inputHashes: Texts
}

const longestValue = 60

/** Why an earlier task of a step cannot be used again: the first difference. */
export function whyMissed(step: ComparedStep, earlier: Task | undefined): string {
  if (earlier === undefined) return `no task of step '${step.name}' has completed in this project before`
  return (
    codeDifference(step, earlier) ??
    parameterDifference(step, earlier) ??
    (markOf(step.base, 'step_requirements') === markOf(earlier, 'step_requirements') ? undefined : 'requirements changed') ??
    configurationDifference(step, earlier) ??
    missingParameter(step, earlier) ??
    'no finished task has the same code and parameters'
  )
}

/** The hash of a step's own code, if its base task names it; else that of its bundle. */
export function codeHashOf(task: Task): string | undefined {
  return markOf(task, 'step_code') ?? inputHashOf(task, 'bundle')
}

/** The hash of an artifact that a task is given. */
export function inputHashOf({ execution }: Task, name: string): string | undefined {
  return execution?.artifacts?.find(({ key, mode }) => key === name && mode === 'input')?.hash ?? undefined
}

/** The hashes in `runtime` that the base task of a step states, and each task that is made of it. */
export const stepMarks = ['step_code', 'step_requirements'] as const

export function markOf({ runtime }: Task, name: (typeof stepMarks)[number]): string | undefined {
  const found = runtime?.[name]
  return typeof found === 'string' ? found : undefined
}

const inputHashesName = 'step_inputs'

/** The part of `runtime` that records, for later comparisons, the hashes of inputs that are stored outside the parameters. */
export function inputHashesMark(hashes: Texts): Readonly<Record<string, string>> {
  return Object.keys(hashes).length === 0 ? {} : { [inputHashesName]: JSON.stringify(hashes) }
}

function inputHashesOf({ runtime }: Task): Readonly<Record<string, unknown>> {
  const text = runtime?.[inputHashesName]
  if (typeof text !== 'string') return {}
  try {
    const hashes: unknown = JSON.parse(text)
    return typeof hashes === 'object' && hashes !== null ? (hashes as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** The fields of a script that identify the code that runs; agents write further ones. */
const codeFields = ['repository', 'branch', 'version_num', 'tag', 'entry_point', 'working_dir', 'diff'] as const

function codeDifference({ name, base }: ComparedStep, earlier: Task): string | undefined {
  const isOther = (field: (typeof codeFields)[number]): boolean => {
    const [now, before] = [base.script?.[field] ?? '', earlier.script?.[field] ?? '']
    // A base task that names no commit has none to compare: an agent writes the one that it has found into the task that ran.
    return now !== before && !(field === 'version_num' && now === '')
  }
  if (codeHashOf(base) !== codeHashOf(earlier) || codeFields.some(isOther)) return `code of step ${name} changed`
  return inputHashOf(base, 'files') === inputHashOf(earlier, 'files') ? undefined : `files of step ${name} changed`
}

function parameterDifference(step: ComparedStep, earlier: Task): string | undefined {
  const [before, now] = [parametersOf(earlier), parametersNow(step)]
  const hashesBefore = inputHashesOf(earlier)
  const isEqual = (name: string): boolean =>
    now[name] === before[name] || (step.inputHashes[name] !== undefined && step.inputHashes[name] === hashesBefore[name])
  const changed = Object.keys(now).find((name) => !isEqual(name))
  if (changed === undefined) return undefined
  const references = referencesIn(step.given[changed] ?? '')
  const steps = [...new Set(references.flatMap((reference) => (reference.kind === 'step' ? [reference.step] : [])))]
  if (steps.length > 0) return `input data: result of ${steps.join(' or ')} changed`
  return `parameter ${shownName(changed)}: ${shown(before[changed])} -> ${shown(now[changed])}`
}

/** A parameter that only the earlier task has. It comes last, because programs add parameters while they run. */
function missingParameter(step: ComparedStep, earlier: Task): string | undefined {
  const [before, now] = [parametersOf(earlier), parametersNow(step)]
  const missing = Object.keys(before).find((name) => !Object.hasOwn(now, name))
  return missing === undefined ? undefined : `parameter ${shownName(missing)}: ${shown(before[missing])} -> nothing`
}

function parametersNow({ base, parameters }: ComparedStep): Texts {
  return { ...parametersOf(base), ...parameters }
}

function configurationDifference({ base, configurations }: ComparedStep, earlier: Task): string | undefined {
  const own = Object.fromEntries(Object.entries(base.configuration ?? {}).map(([name, { value }]) => [name, value ?? '']))
  const now: Readonly<Record<string, string>> = { ...own, ...configurations }
  const changed = Object.keys(now).find((name) => now[name] !== (earlier.configuration?.[name]?.value ?? ''))
  return changed === undefined ? undefined : `configuration ${changed} changed`
}

function shown(text: string | undefined): string {
  if (text === undefined) return 'nothing'
  return text.length <= longestValue ? text : `${text.slice(0, longestValue - 1)}…`
}

function shownName(parameter: string): string {
  return parameter.replace(/^Args\//, '')
}
