import type { Api } from '@clearway/sdk'
import { CommandFailed } from '../failure.ts'
import { UsageError } from '../usage-error.ts'

/** The id of a task given by id or by name; of those with the same name the newest is meant. */
export async function findTaskId(api: Api, given: string): Promise<string> {
  if (isId(given)) return given
  return newest(api, given, { name: exactName(given) }, 'task')
}

/** The id of a pipeline's run, given by id or name; without either, the newest run. */
export async function findRunId(api: Api, given: string | undefined): Promise<string> {
  if (given !== undefined && isId(given)) return given
  return newest(
    api,
    given,
    { type: ['controller'], system_tags: ['pipeline'], ...(given === undefined ? {} : { name: exactName(given) }) },
    'pipeline',
  )
}

type Query = Parameters<Api['tasks']['get_all']>[0]

async function newest(api: Api, given: string | undefined, query: Query, noun: string): Promise<string> {
  if (given === '') throw new UsageError(`An empty name names no ${noun}.`)
  const { tasks } = await api.tasks.get_all({
    ...query,
    search_hidden: true,
    only_fields: ['id'],
    order_by: ['-created'],
    page: 0,
    page_size: 1,
  })
  const [found] = tasks
  if (found !== undefined) return found.id
  const what = given === undefined ? `There is no ${noun} here yet.` : `There is no ${noun} '${given}'.`
  throw new CommandFailed(`${what} \`clearway ${noun} list\` shows what there is.`)
}

function isId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text)
}

/** A pattern that this very name matches, and no other. */
function exactName(name: string): string {
  return `^${name.replaceAll(/[^\p{L}\p{N}_ ]/gu, (char) => (char === '-' || char === '/' ? char : `\\${char}`))}$`
}
