import { type Connection, openConnection } from '@clearway/sdk'
import { command, type Context } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { findRun } from '../../lookup/find-task.ts'
import { text } from '../../option.ts'
import { withProgress } from '../../show/progress.ts'
import { openSource, type Source } from '../import/reading/source.ts'
import { Totals } from '../import/totals.ts'
import { queuesOfBoth } from '../import/bring-people-and-places.ts'
import { openTarget } from '../import/writing/target.ts'
import { localServer } from '../run/local-server.ts'
import { settingsFrom } from '../server/server-flags.ts'
import { pushRun } from './push-run.ts'
import { openRewritingCopier } from './rewriting-copier.ts'
import { progressOf, type PushReport, showPush } from './show-push.ts'

export const push = command({
  details:
    'Brings a run that was made with the data folder of this machine, as `clearway run FILE --local` does where no server runs, to the server that --url, --profile, the environment or `clearway login` names. Its steps with all attempts at them, parameters, results, artifacts with their files, scalars, plots, logs and models come with it, and what it needs to run again: it is then like a run that was made there, and yours. Where its number is taken there, it gets the next one. Stopped at any moment and started again it goes on where it was; what is there already is not brought twice, and what was changed there since stays so.',
  args: { run: 'Its name (the newest of that name), its id, or the beginning of its id, in the data folder of this machine.' },
  options: { from: text('The data folder with the run. Default: that of this user, or CLEARWAY_DATA.', 'FOLDER') },
  examples: ['churn', 'churn#3 --profile team', '01a225b3650570059a12accc13dcd3af --url https://clearway.example.org --json'],
  async run({ run: given, from }, context): Promise<PushReport> {
    const signal = context.stopped()
    const folder = settingsFrom(from === undefined ? {} : { data: from }).data
    const to = await context.connect()
    const recorded = await openConnection({ data: folder }).catch(() => undefined)
    if (recorded?.url === to.url) throw pushedToItself(to.url, folder)
    const { user } = await to.api.users.get_current_user({})
    if (user.role === 'viewer' || user.role === 'worker')
      throw new CommandFailed(
        `${user.name} may only read at ${to.url}. Log in there with the key of a user who may write: \`clearway login ${to.url}\`.`,
      )
    await using local = await localServer(ofFolder(context, folder))
    const source = await sourceOf(local.connection, signal)
    await assertElsewhere(source, to, folder)
    const run = await findEnded(source, given, folder)
    const totals = new Totals()
    const target = openTarget(to, signal)
    await using files = await openRewritingCopier({ from: source.connection, to, totals, signal })
    try {
      const queues = await queuesOfBoth({ source, target })
      await withProgress(context, (progress) =>
        pushRun({ kind: 'push', source, target, files, totals, queues, show: () => progress(progressOf(totals)) }, run.id),
      )
    } catch (error) {
      if (!signal.aborted) throw error
      throw new CommandFailed('The push was stopped. Run the same command again: it goes on where it was.', { cause: error })
    }
    const why = totals.skipped.find(({ ids }) => ids.includes(run.id))?.why
    if (why !== undefined) throw new CommandFailed(`Run ${run.name} was not pushed to ${to.url}: ${why}. Its copy there stays as it is.`)
    const { task } = await target.call((api) => api.tasks.get_by_id({ task: run.id }))
    const { brought, unchanged, skipped } = totals
    return { run: run.id, name: task.name ?? run.name, nameHere: run.name, from: folder, to: to.url, brought, unchanged, skipped }
  },
  show: showPush,
})

/** The context of a command whose server is that of a data folder, whatever else its flags and the environment name. */
function ofFolder(context: Context, data: string): Context {
  return { ...context, data, serverIsNamed: false, connect: () => openConnection({ data, patienceSeconds: 2 }) }
}

async function sourceOf({ url, filesUrl, credentials: { credentials } }: Connection, signal: AbortSignal): Promise<Source> {
  if (credentials === undefined) throw new Error(`The server at ${url} has recorded no key.`)
  return openSource({ url, filesUrl, keys: credentials }, signal)
}

async function assertElsewhere(source: Source, to: Connection, folder: string): Promise<void> {
  const { uid } = await to.api.server.info({})
  if (uid === source.id) throw pushedToItself(to.url, folder)
}

function pushedToItself(url: string, folder: string): CommandFailed {
  return new CommandFailed(
    `${url} is the server of ${folder} itself, where the run is already. Name the server to push to: \`clearway login URL\`, --profile or --url.`,
  )
}

/** The run that the user means, which has ended. */
async function findEnded(source: Source, given: string, folder: string): Promise<{ readonly id: string; readonly name: string }> {
  const found = await findRun(source.connection.api, given).catch(async (error: unknown) => {
    if (!(error instanceof CommandFailed) || error.code !== 'not_found') throw error
    throw new CommandFailed(`There is no run '${given}' in ${folder}. ${await newestNames(source)}`, { code: 'not_found', cause: error })
  })
  const { tasks } = await source.read((api) =>
    api.tasks.get_all({ id: [found.id], search_hidden: true, only_fields: ['name', 'type', 'status'] }),
  )
  const [run] = tasks
  if (run === undefined)
    throw new CommandFailed(`There is no run '${given}' in ${folder}. ${await newestNames(source)}`, { code: 'not_found' })
  if (run.type !== 'controller')
    throw new CommandFailed(`${given} is no run of a pipeline but of type ${run.type}. Give the name or id of a run.`)
  const name = run.name ?? given
  if (run.status === 'queued' || run.status === 'in_progress')
    throw new CommandFailed(
      `Run ${name} is still going on. Push it when it has ended, or stop it: \`clearway pipeline stop ${found.id} --data ${folder}\`.`,
    )
  return { id: found.id, name }
}

/** The runs that there are, for somebody who has mistyped a name. */
async function newestNames(source: Source): Promise<string> {
  const { tasks } = await source.read((api) =>
    api.tasks.get_all({
      type: ['controller'],
      system_tags: ['pipeline'],
      search_hidden: true,
      only_fields: ['name'],
      order_by: ['-created'],
      page: 0,
      page_size: 5,
    }),
  )
  if (tasks.length === 0) return 'It holds no runs yet; another folder is named by --from.'
  return `Its newest runs: ${tasks.map(({ name = '' }) => name).join(', ')}. Another folder is named by --from.`
}
