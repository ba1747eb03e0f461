import type { TaskStatus } from '@clearway/contract'
import { stateWord } from '@clearway/contract/state-words'
import { taskStatuses } from '@clearway/contract/status'
import { type Option, texts } from './option.ts'
import { UsageError } from './usage-error.ts'

/** A status as the filter of a list takes it; `-` before it excludes. */
type StatusFilter = TaskStatus | `-${TaskStatus}`

/** A flag that takes statuses, each by the word by which it is shown or by its name on the wire. The help ends with the words. */
export function statuses(help: string, offered: readonly TaskStatus[] = taskStatuses): Option<readonly TaskStatus[] | undefined> {
  const known = offered.map(stateWord).join(', ')
  const { read, ...option } = texts(`${help} ${known}.`, 'STATUS')
  const readOne = (word: string, flagName: string): TaskStatus => {
    const status = offered.find((each) => each === word || stateWord(each) === word)
    if (status === undefined) throw new UsageError(`${flagName} does not know "${word}". It takes ${known}.`, { field: flagName })
    return status
  }
  return { ...option, read: (given, flagName) => read(given, flagName)?.map((word) => readOne(word, flagName)) }
}

/** The flag of a list that takes statuses; `-` before one excludes it. */
export function statusFilter(): Option<readonly StatusFilter[] | undefined> {
  const { read, ...option } = statuses('Only those with one of these:')
  const readOne = (word: string, flagName: string): StatusFilter[] =>
    word.startsWith('-')
      ? (read(word.slice(1), flagName) ?? []).map((status): StatusFilter => `-${status}`)
      : [...(read(word, flagName) ?? [])]
  return { ...option, read: (given, flagName) => given.split(',').flatMap((word) => readOne(word.trim(), flagName)) }
}
