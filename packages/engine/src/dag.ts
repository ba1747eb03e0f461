import { cyclesOf } from './cycles.ts'
import { joinRules } from './definition.ts'
import type { PipelineDefinition, RetryBackoff, StepDefinition } from './definition.ts'
import { allParents, graphOf, knownNames, stepReferences } from './graph.ts'
import type { FieldReference } from './graph.ts'
import { pipelineWord } from './reference.ts'
import type { KnownNames } from './reference.ts'

/** Everything that can be wrong with a pipeline. Programs may rely on the codes: they are never renamed. */
type DagFaultCode =
  | 'empty_name'
  | 'reserved_name'
  | 'name_clash'
  | 'missing_base_task'
  | 'missing_parent'
  | 'cycle'
  | 'unknown_step'
  | 'unknown_pipeline_parameter'
  | 'malformed_reference'
  | 'parameter_without_section'
  | 'bad_retries'
  | 'bad_timeout'
  | 'bad_time_limit'
  | 'bad_backoff'
  | 'bad_join'

/** A fault of a pipeline: what is wrong, where, and how to mend it. */
export interface DagFault {
  readonly code: DagFaultCode
  readonly step?: string
  readonly field?: string
  readonly message: string
  readonly cure: string
  /** The steps along a cycle, the first one repeated at the end. */
  readonly cycle?: readonly string[]
}

/** All faults of a pipeline, in the order of its steps, cycles last; empty if it can run. */
export function checkDag(definition: PipelineDefinition): DagFault[] {
  const known = knownNames(definition)
  const faults: DagFault[] = []
  if (definition.name.trim() === '') {
    faults.push({ code: 'empty_name', field: 'name', message: 'The pipeline has no name.', cure: 'Give it one.' })
  }
  const { timeLimitSeconds: limit } = definition
  if (limit !== undefined && !isPositive(limit)) {
    const message = `The pipeline has a time limit of ${limit} s.`
    faults.push({ code: 'bad_time_limit', field: 'timeLimitSeconds', message, cure: 'Give seconds above 0, or leave it out.' })
  }
  const keyOf = new Map<string, string>()
  for (const [key, step] of Object.entries(definition.steps)) {
    faults.push(...checkName(key, step, keyOf), ...checkStep(step, known))
  }
  for (const cycle of cyclesOf(graphOf(definition))) faults.push(cycleFault(cycle, definition, known))
  return faults
}

/** The faults of one step, given the names that exist; without those that concern other steps too (name clashes and cycles). */
export function checkStep(step: StepDefinition, known: KnownNames): DagFault[] {
  const faults: DagFault[] = []
  const fault = (code: DagFaultCode, field: string, message: string, cure: string): void =>
    void faults.push({ code, step: step.name, field, message: `Step '${step.name}' ${message}`, cure })

  if ((step.baseTask ?? '') === '' && step.codeSection === undefined) {
    fault('missing_base_task', 'baseTask', 'has no task to run.', 'Give it the id of a base task, or code of its own.')
  }
  if (!Number.isSafeInteger(step.retries) || step.retries < 0) {
    fault('bad_retries', 'retries', `has ${step.retries} retries.`, 'Give a whole number, 0 for none.')
  }
  if (step.timeoutSeconds !== undefined && !isPositive(step.timeoutSeconds)) {
    fault('bad_timeout', 'timeoutSeconds', `has a time limit of ${step.timeoutSeconds} s.`, 'Give seconds above 0, or leave it out.')
  }
  if (step.retryBackoff !== undefined && !isBackoff(step.retryBackoff)) {
    const cure = 'Give seconds of 0 or more, a factor of 1 or more, and maxSeconds up to 30 days.'
    fault('bad_backoff', 'retryBackoff', `waits ${JSON.stringify(step.retryBackoff)} before it is tried again.`, cure)
  }
  if (step.join !== undefined && !joinRules.includes(step.join)) {
    fault('bad_join', 'join', `has the join '${String(step.join)}'.`, `Give one of ${joinRules.join(', ')}.`)
  }
  for (const parent of step.parents) {
    if (known.hasStep(parent)) continue
    fault('missing_parent', 'parents', `names the parent '${parent}', which does not exist.`, `Add a step '${parent}' or name another.`)
  }
  for (const name of Object.keys(step.parameters)) {
    if (name.includes('/')) continue
    fault('parameter_without_section', `parameters.${name}`, `sets '${name}', which names no section.`, `Write it as 'Args/${name}'.`)
  }
  for (const found of stepReferences(step, known)) checkReference(found, known, fault)
  return faults
}

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0
}

/** Whether a step can wait so before its further attempts. */
export function isBackoff({ seconds, factor, maxSeconds }: RetryBackoff): boolean {
  return (
    [seconds, factor, maxSeconds].every(Number.isFinite) &&
    seconds >= 0 &&
    factor >= 1 &&
    maxSeconds >= 0 &&
    maxSeconds <= longestDelaySeconds
  )
}

/** The greatest `delay_seconds` of a launch. */
const longestDelaySeconds = 2_592_000

type Report = (code: DagFaultCode, field: string, message: string, cure: string) => void

function checkReference({ field, reference }: FieldReference, known: KnownNames, fault: Report): void {
  const { raw } = reference
  if (reference.kind === 'malformed') {
    fault('malformed_reference', field, `holds ${raw}, which cannot be read: ${reference.why}.`, 'Mend the reference.')
  } else if (reference.kind === 'pipeline' && !known.hasParameter(reference.parameter)) {
    const message = `reads ${raw}, but the pipeline has no parameter '${reference.parameter}'.`
    fault('unknown_pipeline_parameter', field, message, `Add a pipeline parameter '${reference.parameter}'.`)
  } else if (reference.kind === 'step' && !known.hasStep(reference.step)) {
    fault(
      'unknown_step',
      field,
      `reads ${raw}, but there is no step '${reference.step}'.`,
      `Add a step '${reference.step}' or name another.`,
    )
  }
}

function checkName(key: string, { name }: StepDefinition, keyOf: Map<string, string>): DagFault[] {
  const other = keyOf.get(name)
  keyOf.set(name, other ?? key)
  if (name.trim() === '') return [{ code: 'empty_name', step: key, field: 'name', message: 'A step has no name.', cure: 'Give it one.' }]
  if (name === pipelineWord) {
    const message = `A step cannot be called '${name}': references use that word for the pipeline itself.`
    return [{ code: 'reserved_name', step: key, field: 'name', message, cure: 'Give it another name.' }]
  }
  if (other === undefined && key === name) return []
  const message = other === undefined ? `The step filed under '${key}' calls itself '${name}'.` : `Two steps are called '${name}'.`
  return [{ code: 'name_clash', step: key, field: 'name', message, cure: 'Give each step one name of its own.' }]
}

function cycleFault(cycle: readonly string[], definition: PipelineDefinition, known: KnownNames): DagFault {
  const [step = '', next = ''] = cycle
  const child = definition.steps[next]
  const implied = child !== undefined && !child.parents.includes(step) && allParents(child, known).includes(step)
  return {
    code: 'cycle',
    step,
    field: 'parents',
    message: `Steps wait for each other: ${cycle.join(' → ')}.`,
    cure: implied
      ? `Take the reference to '${step}' out of '${next}'.`
      : `Take '${step}' out of the parents of '${next}', or cut the cycle elsewhere.`,
    cycle,
  }
}
