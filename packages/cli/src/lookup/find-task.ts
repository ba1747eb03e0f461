import { escaped, exactly } from '@clearway/contract/name-pattern'
import type { Task } from '@clearway/contract'
import type { Api } from '@clearway/sdk'
import { CommandFailed } from '../failure.ts'
import { UsageError } from '../usage-error.ts'
import { idBegins, isId, moreDigits, shownCandidates } from './id-prefix.ts'

/** A task that a command has found. */
export interface Found {
  readonly id: string
  /** Unknown if the task was given by its whole id. */
  readonly name?: string
}

type Query = Parameters<Api['tasks']['get_all']>[0]

/**
 * Finds the task that a user means: by its id, by its name (the newest of that name), or by the beginning of its id. The name of a pipeline means its
 * newest run, whatever the run's number.
 */
export async function findTask(api: Api, given: string): Promise<Found> {
  return find(api, given, {}, 'task')
}

/** Finds a run of a pipeline in the same ways; without a name, or as `@latest`, the newest run of all. */
export async function findRun(api: Api, given: string | undefined): Promise<Found> {
  if (given !== undefined && given !== latest) return find(api, given, runs, 'pipeline')
  const [newest] = await tasksBy(api, runs, 1)
  if (newest === undefined)
    throw new CommandFailed('There is no pipeline here yet. `clearway pipeline list` shows what there is.', { code: 'not_found' })
  return newest
}

/** Stands for the newest run of all. */
const latest = '@latest'

const runs = { type: ['controller'], system_tags: ['pipeline'], search_hidden: true } satisfies Query

async function find(api: Api, given: string, among: Query, noun: string): Promise<Found> {
  if (given === '') throw new UsageError(`The name of the ${noun} is empty.`)
  if (isId(given)) return { id: given }
  if (given === latest) return findRun(api, undefined)
  const parts = partsOf(given)
  // A step with a program of its own is a clone of a hidden draft of its name, which may be newer than the step.
  const { newest, begun } = (await search(api, parts, among)) ?? (await search(api, parts, { ...among, search_hidden: true })) ?? nothing
  if (newest !== undefined) return { id: newest.id, name: newest.name }
  const [first, ...others] = begun
  if (first === undefined && parts.number !== undefined) await refuseUnknownNumber(api, parts.pipeline, parts.number)
  if (first === undefined)
    throw new CommandFailed(`There is no ${noun} '${given}'. \`clearway ${noun} list\` shows what there is.`, { code: 'not_found' })
  if (others.length > 0) throw moreDigits(noun, given, begun)
  return { id: first.id, name: first.name }
}

/** A name as the user gave it, and what it means if it ends in the number of a run. */
interface NameParts {
  readonly given: string
  readonly pipeline: string
  readonly number: number | undefined
}

function partsOf(given: string): NameParts {
  const [, pipeline, number] = /^(.*\S)\s*#(\d+)$/.exec(given) ?? []
  return pipeline === undefined ? { given, pipeline: given, number: undefined } : { given, pipeline, number: Number(number) }
}

interface Matches {
  /** The newest task of the name. */
  readonly newest: Candidate | undefined
  /** The tasks whose ids begin with the given text. */
  readonly begun: readonly Candidate[]
}
const nothing: Matches = { newest: undefined, begun: [] }

/** Searches for what a name or the beginning of an id may mean; undefined if there is nothing. */
async function search(api: Api, { given, pipeline, number }: NameParts, among: Query): Promise<Matches | undefined> {
  // The first run of a pipeline has no number in its name: `iris#1` is `iris`.
  const exact = number === undefined || number === 1 ? pipeline : `${pipeline} #${number}`
  const byName = (wanted: string, of: Query = among) => tasksBy(api, { ...of, name: exactly(wanted) }, 1)
  const ofIds = { ...among, _all_: { fields: ['id'], pattern: `^${given.toLowerCase()}` } }
  const [runsOfIt, literal, named, begun] = await Promise.all([
    number === undefined ? newestRuns(api, given) : byName(exact, runs),
    byName(given),
    exact === given ? [] : byName(exact),
    idBegins(given) ? tasksBy(api, ofIds, shownCandidates + 1) : [],
  ])
  // A draft that a pipeline's program makes of itself, to be a step elsewhere, has the pipeline's name.
  const newest = runsOfIt[0] ?? [...literal, ...named].sort((a, b) => (a.created < b.created ? 1 : -1))[0]
  return newest === undefined && begun.length === 0 ? undefined : { newest, begun }
}

/** The newest run of a pipeline, if it has one. */
async function newestRuns(api: Api, pipeline: string): Promise<readonly Candidate[]> {
  return tasksBy(api, { ...runs, name: `^${escaped(pipeline)}( #\\d+)?$` }, 1)
}

/** Throws if there is a pipeline of this name: it has no run of that number. */
async function refuseUnknownNumber(api: Api, pipeline: string, number: number): Promise<void> {
  const [newest] = await newestRuns(api, pipeline)
  if (newest === undefined) return
  const newestNumber = newest.name.slice(pipeline.length) || ' #1'
  throw new CommandFailed(
    `Pipeline '${pipeline}' has no run #${number}. The newest is '${pipeline}${newestNumber}'. \`clearway pipeline list\` shows what there is.`,
    { code: 'not_found' },
  )
}

interface Candidate {
  readonly id: string
  readonly name: string
  readonly created: string
}

async function tasksBy(api: Api, query: Query, count: number): Promise<readonly Candidate[]> {
  const { tasks } = await api.tasks.get_all({
    ...query,
    only_fields: ['id', 'name', 'created'],
    order_by: ['-created'],
    page: 0,
    page_size: count,
  })
  return tasks.map(({ id, name = '', created = '' }: Task) => ({ id, name, created }))
}
