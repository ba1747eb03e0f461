import { checkDag, defineStep, newRun, type PipelineDefinition, type RunEvent, step } from '@clearway/engine'
import { type Measure, timed } from './measure.ts'

const size = 10_000

/** Measures a wide and deep DAG: its check, then its run event by event. */
export const dag: Measure = {
  name: 'dag',
  run: async () => {
    const steps = Object.fromEntries(
      Array.from({ length: size }, (_, n) => {
        const name = `s${n}`
        return [name, defineStep({ name, baseTask: 'base', parents: n < 100 ? [] : [`s${n - 100}`, `s${n - 99}`] })]
      }),
    )
    const definition: PipelineDefinition = { name: 'large', version: '1', parameters: {}, steps }
    const accepted = await timed(async () => {
      const faults = checkDag(definition)
      if (faults.length > 0) throw new Error(faults[0]!.message)
      return step(newRun, { type: 'run_started', run: 'r'.repeat(32), definition })
    })
    let { state } = accepted.result
    const commands = [...accepted.result.commands]
    let events = 0
    const apply = (event: RunEvent): void => {
      const next = step(state, event)
      state = next.state
      commands.push(...next.commands)
      events += 1
    }
    const driven = await timed(async () => {
      for (const command of commands) {
        if (command.type !== 'launch') continue
        const { step: name, attempt } = command
        apply({ type: 'step_launched', step: name, attempt, task: name })
        apply({ type: 'step_status', step: name, attempt, task: name, status: 'completed' })
      }
    })
    return [
      { name: `${size.toLocaleString('en')}-step DAG: check and accept`, value: accepted.milliseconds, unit: 'ms', budget: 1000 },
      { name: '10,000-step DAG: one change of state', value: driven.milliseconds / events, unit: 'ms' },
    ]
  },
}
