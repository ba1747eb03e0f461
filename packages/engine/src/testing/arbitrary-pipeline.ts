import fc from 'fast-check'
import { defineStep, joinRules } from '../definition.ts'
import type { PipelineDefinition, StepDefinition } from '../definition.ts'

const flag = fc.boolean()

const stepShape = fc.record({
  parentPicks: fc.array(fc.nat(), { maxLength: 3 }),
  byReference: flag,
  retries: fc.nat(2),
  hasRetryCallback: flag,
  hasPreExecute: flag,
  hasPostExecute: flag,
  continueOnFail: flag,
  skipChildrenOnFail: flag,
  continueOnAbort: flag,
  skipChildrenOnAbort: flag,
  cacheExecuted: flag,
  join: fc.constantFrom(undefined, undefined, ...joinRules),
  retryBackoff: fc.constantFrom(undefined, { seconds: 2, factor: 3, maxSeconds: 5 }),
  mapped: fc.integer({ min: 0, max: 7 }).map((dice) => dice === 0),
})

const nameShape = fc.oneof(
  { weight: 5, arbitrary: fc.stringMatching(/^[a-z][a-z ]{0,6}[a-z]$/) },
  { weight: 1, arbitrary: fc.constantFrom('a.b', 'x.id', '__proto__', '10', '2', 'step 1.artifacts') },
)

/** Any pipeline that `checkDag` accepts, with every flag, some parents only implied by a reference, and awkward names. */
export function arbitraryPipeline(maxSteps: number): fc.Arbitrary<PipelineDefinition> {
  const shapes = fc.uniqueArray(fc.tuple(nameShape, stepShape), { selector: ([name]) => name, minLength: 0, maxLength: maxSteps })
  return fc.tuple(shapes, flag).map(([list, abortOnFailure]) => {
    const names = list.filter(([name]) => name !== 'pipeline').map(([name]) => name)
    const steps = list
      .filter(([name]) => name !== 'pipeline')
      .map(([name, { parentPicks, byReference, mapped, join, retryBackoff, ...flags }], index): [string, StepDefinition] => {
        const parents = index === 0 ? [] : [...new Set(parentPicks.map((pick) => names[pick % index] ?? ''))]
        const [referred] = parents
        const implied = byReference && referred !== undefined
        return [
          name,
          defineStep({
            name,
            baseTask: `base of ${name}`,
            parents: implied ? parents.slice(1) : parents,
            parameters: implied ? { 'Args/from': `\${${referred}.parameters.Args/x}` } : {},
            ...flags,
            ...(join === undefined ? {} : { join }),
            ...(retryBackoff === undefined ? {} : { retryBackoff }),
            ...(mapped ? { mapOver: '${pipeline.list}' } : {}),
          }),
        ]
      })
    return { name: 'any', version: '1.0', parameters: { list: { value: [] } }, abortOnFailure, steps: Object.fromEntries(steps) }
  })
}
