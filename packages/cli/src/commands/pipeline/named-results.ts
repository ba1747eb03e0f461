import type { Task } from '@clearway/contract'

/** The results of a run's steps by their addresses, named as a person writes them: `load.result`, `load.table`. */
export type ResultNames = ReadonlyMap<string, string>

/** Names the results that the tasks of steps have stored. */
export function resultNames(tasks: readonly Task[], stepOf: (task: string) => string | undefined): ResultNames {
  const names = new Map<string, string>()
  for (const { id, execution } of tasks) {
    const step = stepOf(id)
    if (step === undefined) continue
    for (const { key, mode, uri } of execution?.artifacts ?? [])
      if (mode !== 'input' && typeof uri === 'string' && uri !== '' && !names.has(uri)) names.set(uri, `${step}.${key}`)
  }
  return names
}

/** A reference to a step's result as it is stored in a parameter. */
const reference = /\{"\$step":("(?:[^"\\]|\\.)*")(?:,"path":(\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\]))?\}/g

/** Writes the results that a parameter refers to by their names: `load.result.rows` in place of the address of what `load` stored. */
export function withResultNames(text: string, names: ResultNames): string {
  return (
    names.get(text) ??
    text.replaceAll(reference, (stored: string, address: string, path: string | undefined) => {
      const name = names.get(JSON.parse(address) as string)
      return name === undefined ? stored : [name, ...(JSON.parse(path ?? '[]') as (string | number)[])].join('.')
    })
  )
}
