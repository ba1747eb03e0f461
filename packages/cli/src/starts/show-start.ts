import type { Start } from '@clearway/contract'
import type { Look } from '../look.ts'
import { taskStatus } from '../show/status.ts'

/** What is started, as a schedule or a trigger has it. */
interface Starter {
  readonly start: Start
  readonly original?: { readonly id: string; readonly name?: string }
}

/** What a schedule or a trigger starts, in a few words. */
export function startText({ start, original }: Starter): string {
  return start.name ?? sourceText(start, original)
}

function sourceText({ task, pipeline, project }: Start, original: Starter['original']): string {
  if (pipeline !== undefined) return `pipeline ${pipeline}${project === undefined ? '' : ` of ${project}`}`
  return original?.name === undefined ? `the deleted task ${task ?? ''}` : `task ${original.name}`
}

/** Describes what a schedule or trigger starts, one fact a line. */
export function startFacts({ start, original }: Starter): (readonly [string, string | undefined])[] {
  const { name, queue, parameters = {}, tags = [] } = start
  const lines = Object.entries(parameters).map(([parameter, value]) => `${parameter} = ${String(value)}`)
  return [
    ['starts', sourceText(start, original)],
    ['as', name],
    ['queue', queue],
    ['parameters', lines.join('\n')],
    ['tags', tags.join(', ')],
  ]
}

interface ShownFire {
  readonly outcome: string
  readonly task?: { readonly id: string; readonly name?: string; readonly status?: string }
}

/** What became of a fire, with the status of its task. */
export function outcomeText(look: Look, { outcome, task }: ShownFire): string {
  if (task?.status !== undefined) return taskStatus(look, task.status as Parameters<typeof taskStatus>[1])
  if (task !== undefined) return look.paint('dim', 'task deleted')
  const style = outcome === 'failed' ? 'red' : outcome === 'waiting' ? 'yellow' : 'dim'
  return look.paint(style, outcome)
}
