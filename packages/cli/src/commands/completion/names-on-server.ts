import { givenOf } from '@clearway/contract/given'
import { visibleLine } from '@clearway/contract/visible-text'
import type { Api, CallOptions } from '@clearway/sdk'
import type { NameSource } from './complete-line.ts'

/** How long the server may take: a user waits at the prompt. */
const patienceMs = 1500
const most = 50

/** The names that the server of a line knows; none if it does not answer in time. */
export function namesOn(words: readonly string[]): (source: NameSource) => Promise<readonly string[]> {
  return async (source) => {
    try {
      const { openConnection } = await import('@clearway/sdk')
      const [url, data, profile] = ['--url', '--data', '--profile'].map((flag) => valueOf(words, flag))
      const options = givenOf({ url, data, profile })
      const { api } = await openConnection({ ...options, patienceSeconds: 0 })
      const names = await read[source](api, { signal: AbortSignal.timeout(patienceMs) })
      return [...new Set(names.map(visibleLine))]
    } catch {
      // The user completes a line, and may have no server yet.
      return []
    }
  }
}

function valueOf(words: readonly string[], flag: string): string | undefined {
  const before = words.slice(0, -1)
  const at = before.findLastIndex((word) => word === flag || word.startsWith(`${flag}=`))
  const word = before[at]
  if (word === undefined) return undefined
  return word === flag ? words[at + 1] : word.slice(flag.length + 1)
}

const newest = { search_hidden: true, only_fields: ['name'], order_by: ['-created'], page: 0, page_size: most } satisfies Query
const runs = { ...newest, type: ['controller'], system_tags: ['pipeline'] } satisfies Query

type Query = Parameters<Api['tasks']['get_all']>[0]
type Read = (api: Api, options: CallOptions) => Promise<readonly string[]>

const read = {
  queues: async (api, options) =>
    (await api.queues.get_all({ only_fields: ['name'], page: 0, page_size: most }, options)).queues.map(({ name = '' }) => name),
  tasks: (api, options) => taskNames(api, newest, options),
  runs: (api, options) => taskNames(api, runs, options),
} as const satisfies Record<NameSource, Read>

async function taskNames(api: Api, query: Query, options: CallOptions): Promise<readonly string[]> {
  return (await api.tasks.get_all(query, options)).tasks.map(({ name = '' }) => name)
}
