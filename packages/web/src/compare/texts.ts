import type { Task } from '@clearway/contract'
import { countLines, diffLines, type LineCounts } from './line-diff.ts'

/** A text that several tasks have, each its own: their code, or a configuration of one name. */
export interface ComparedText {
  readonly name: string
  /** The text of each task; empty where it has none. */
  readonly texts: readonly string[]
}

/** The code of tasks that is stored with them. */
export function codeOf(tasks: readonly Task[]): ComparedText {
  return { name: 'code', texts: tasks.map(({ script }) => script?.diff ?? '') }
}

/** The configurations of tasks, by name. That of a pipeline's run is not among them: it is the run's progress, and its steps are compared by themselves. */
export function configurationsOf(tasks: readonly Task[]): readonly ComparedText[] {
  const names = new Set(
    tasks.flatMap(({ type, configuration = {} }) =>
      Object.keys(configuration).filter((name) => !(type === 'controller' && name === 'Pipeline')),
    ),
  )
  return [...names].toSorted().map((name) => ({
    name,
    texts: tasks.map(({ configuration = {} }) => (Object.hasOwn(configuration, name) ? inLines(configuration[name]?.value ?? '') : '')),
  }))
}

/** A JSON document that stands in one line, as lines. */
function inLines(text: string): string {
  if (text.includes('\n') || !/^[[{]/.test(text)) return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

export const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n')

/** In which lines the text of each task differs from that of the base. */
export function differencesFrom(base: number, { texts }: ComparedText): readonly LineCounts[] {
  const left = texts[base] ?? ''
  return texts.map((text) => (text === left ? { removed: 0, added: 0 } : countLines(diffLines(linesOf(left), linesOf(text)))))
}
