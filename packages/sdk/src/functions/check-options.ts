import { taskTypes } from '@clearway/contract/status'
import { isBackoff, joinRules } from '@clearway/engine'
import { monitoredPairs } from '../pipeline/monitors.ts'
import { type StepFunctionOptions, wholeBackoff } from './function-options.ts'
import { wrongKinds } from './option-kinds.ts'

/** Throws for options of a step that cannot be met, naming all of them. */
export function checkOptions(name: string, options: StepFunctionOptions): void {
  const { retries = 0, backoff, join, timeLimit, container, type } = options
  const faults = wrongKinds({ ...options })
  if (faults.length === 0) monitoredPairs(name, options)
  if (typeof retries === 'number' && !(Number.isSafeInteger(retries) && retries >= 0))
    faults.push(`retries is ${retries}: give a whole number, 0 for none.`)
  if (typeof backoff === 'object' && !isBackoff(wholeBackoff(backoff)))
    faults.push(`backoff is ${JSON.stringify(backoff)}: give seconds of 0 or more, a factor of 1 or more, and maxSeconds up to 30 days.`)
  if (join !== undefined && !joinRules.includes(join)) faults.push(`join is '${join}', which is none of ${joinRules.join(', ')}.`)
  if (timeLimit !== undefined && !(Number.isFinite(timeLimit) && timeLimit > 0))
    faults.push(`timeLimit is ${timeLimit}: give seconds above 0.`)
  if (container !== undefined) faults.push('it asks for a container, and steps run as processes only. Leave `container` out.')
  if (type !== undefined && !taskTypes.includes(type)) faults.push(`type is '${type}', which is none of ${taskTypes.join(', ')}.`)
  if (faults.length > 0)
    throw new TypeError([`Step '${name}' cannot run as it is asked to:`, ...faults.map((fault) => `- ${fault}`)].join('\n'))
}
