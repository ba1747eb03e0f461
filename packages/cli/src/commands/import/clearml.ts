import { command } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { choice, flag, moment, text, words } from '../../option.ts'
import { withProgress } from '../../show/progress.ts'
import { UsageError } from '../../usage-error.ts'
import { readKeys } from '../login/read-keys.ts'
import { bringAll } from './bring-all.ts'
import { fileModes } from './mapping/marker.ts'
import { openSource } from './reading/source.ts'
import { type ImportReport, progressOf, showImport } from './show-import.ts'
import { Totals } from './totals.ts'
import { noCopies, openFileCopier } from './writing/files.ts'
import { openTarget } from './writing/target.ts'

export const clearml = command({
  summary: 'Bring projects, tasks, pipelines, models and metrics from a ClearML server.',
  details:
    'Reads another server through its API, and changes nothing there. Tasks keep their ids, users, times and statuses, with all their parts, metrics, logs, plots and files. Stopped at any moment and run again it goes on where it was, and a later run brings only what is new. What was changed or deleted here since stays so. It needs a key of an administrator of this server, and any key of the other one, which is used for reading and stored nowhere: the flags --key and --secret, or the variables CLEARWAY_IMPORT_KEY and CLEARWAY_IMPORT_SECRET; what is missing is asked for on the terminal, or read from standard input, a line for each.',
  options: {
    url: text('The address of the other server’s API.', 'URL'),
    key: text('An access key of the other server.', 'KEY'),
    secret: text('Its secret. Others on this machine can see it on the command line.', 'SECRET'),
    filesUrl: text('The address of the other server’s files, if ClearML’s rules do not give it.', 'URL'),
    project: words('Only this project and those below it; again for more.', 'NAME'),
    since: moment('Only tasks and models that have changed since.'),
    files: choice('Copy the files of the other server, or refer to them there. Default: copy.', fileModes),
    dryRun: flag('Count what is new, and write nothing.'),
  },
  examples: ['--url https://api.clearml.example.org', '--url http://10.0.0.5:8008 --project vision --since 30d --files link --dry-run'],
  callsServer: 'without --url',
  async run({ url, key, secret, filesUrl, project: projects = [], since, files: fileMode = 'copy', dryRun: isDry }, context) {
    if (url === undefined) throw new UsageError('The address of the other server is missing. Give it by --url.', { field: '--url' })
    for (const [name, address] of Object.entries({ '--url': url, '--files-url': filesUrl ?? url }))
      if (!/^https?:\/\/./.test(address) || !URL.canParse(address))
        throw new UsageError(`${name} is '${address}', but must begin with http:// or https:// and name a host.`, { field: name })
    const signal = context.stopped()
    const given = { accessKey: key ?? process.env['CLEARWAY_IMPORT_KEY'], secretKey: secret ?? process.env['CLEARWAY_IMPORT_SECRET'] }
    const keys = await readKeys(given, '--key')
    const to = await context.connect()
    const { user } = await to.api.users.get_current_user({})
    if (user.role !== 'admin' && user.role !== 'root' && user.role !== 'system')
      throw new CommandFailed(`${user.name} is no administrator of ${to.url}, and only they import. Log in with an administrator’s key.`)
    const target = openTarget(to, signal)
    const source = await openSource({ url, filesUrl, keys }, signal)
    if (source.id === (await target.call((api) => api.server.info({}))).uid)
      throw new CommandFailed(`${url} is this server itself. Name the other one by --url.`)
    const totals = new Totals()
    await using copier = isDry || fileMode === 'link' ? noCopies : await openFileCopier({ from: source.connection, to, totals, signal })
    try {
      await withProgress(context, (progress) =>
        bringAll({ source, target, files: copier, totals, show: () => progress(progressOf(totals)) }, { projects, since, fileMode, isDry }),
      )
    } catch (error) {
      if (!signal.aborted) throw error
      throw new CommandFailed('The import was stopped. Run the same command again: it goes on where it was.', { cause: error })
    }
    const report: ImportReport = {
      from: source.connection.url,
      to: to.url,
      dryRun: isDry,
      brought: totals.brought,
      unchanged: totals.unchanged,
      skipped: totals.skipped,
    }
    return report
  },
  show: showImport,
})
