import { flag } from '../../option.ts'

/** The argument by which commands name a run. */
export const runArgument =
  'Its name (the newest run of that name), NAME#3 (its third run), its id, the beginning of its id, or @latest (the newest run of all).'

export const followOption = flag('Show the steps until the run has ended.')
