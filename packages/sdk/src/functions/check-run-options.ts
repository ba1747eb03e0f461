import type { RunOptions } from './pipeline-options.ts'

/** Throws if options of a run exclude each other, with all that do. */
export function checkRunOptions(name: string, { queue, local, debug, resume, jobs, signal, onProgress }: RunOptions): void {
  const isHere = local === true || debug === true
  const faults = [
    ...(local === true && debug === true
      ? ['local and debug exclude each other: debug runs the steps in this process, local in processes of their own.']
      : []),
    ...(isHere && queue !== undefined ? ['a queue is given, but this process itself is the controller. Leave it out.'] : []),
    ...(jobs !== undefined && !(local === true && Number.isSafeInteger(jobs) && jobs > 0)
      ? [`jobs is ${jobs}: it is a whole number from 1, for runs with local.`]
      : []),
    ...(!isHere && (signal !== undefined || onProgress !== undefined)
      ? ['signal and onProgress are for runs that this process drives. Add local or debug, or use stop() and wait() of the run.']
      : []),
    ...(!isHere && resume !== undefined ? ['resume is for runs that this process drives. Add local or debug.'] : []),
  ]
  if (faults.length > 0)
    throw new TypeError([`Pipeline '${name}' cannot run as it is asked to:`, ...faults.map((fault) => `- ${fault}`)].join('\n'))
}
