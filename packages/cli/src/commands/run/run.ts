import { givenOf, ifGiven } from '@clearway/contract/given'
import type { Connection } from '@clearway/sdk'
import { command, type Context, Printed } from '../../command.ts'
import { flag, integer, text, texts } from '../../option.ts'
import type { HostRequest } from '../../program-host/messages.ts'
import { programFile } from '../../program-host/program-file.ts'
import { ProgramProcess } from '../../program-host/program-process.ts'
import { UsageError } from '../../usage-error.ts'
import { fileHelp } from './file-help.ts'
import { followQueued } from './follow-queued.ts'
import { runHere } from './run-here.ts'
import { showWarnings } from './show-warnings.ts'

export const run = command({
  details:
    'The file exports pipelines that are written with functions. Each parameter of the pipeline is a flag: `--rows 300`, `--deep`, `--no-deep`, `--factors 1,2,3`, JSON for objects; `--set NAME=VALUE` sets one whose name is a flag of this command. Without --local or --debug the run is put on a queue, for agents to take, and followed; Ctrl-C stops the following, not the run. With --local it runs here, without agents, in the server that runs, or in one that is started for it in the data folder; Ctrl-C stops the run.',
  args: {
    file: 'A .ts or .js file that exports pipelines. `clearway run FILE --help` lists their parameters.',
    'parameters...?': 'The parameters, as flags.',
  },
  options: {
    pipeline: text('Which one, if the file exports several. Default: its default export.', 'NAME'),
    queue: text('The queue of the pipeline itself. Default: `services`. Each step is put on its own.', 'QUEUE'),
    local: flag('Run here: the steps as processes of this machine, in parallel.'),
    debug: flag('Run here, in one process: the steps are called one after another, so that breakpoints hold.'),
    inspect: {
      ...text('With --debug: wait for a debugger before the file is loaded. Default: 127.0.0.1:9229.', 'HOST:PORT'),
      form: 'optional' as const,
    },
    jobs: integer('With --local: steps at a time. Default: one for each CPU.', 'NUMBER', 1, 1024),
    follow: flag('Follow the run until it has ended. This is the default.'),
    noFollow: flag('Print the id of the run, and end.'),
    project: text('The project that contains the run. Default: that of the pipeline.', 'PROJECT'),
    tags: texts('Tags of the run.', 'TAG'),
  },
  examples: ['churn.ts', 'churn.ts --rows 300 --lr 0.1 --local', 'churn.ts --debug --inspect', 'churn.ts --help'],
  moreHelp: fileHelp,
  async run(input, context) {
    const { file, parameters, pipeline, queue, local, debug, inspect, jobs, noFollow, project, tags } = input
    checkFlags(input)
    const request: HostRequest = {
      task: 'start',
      file: programFile(file),
      words: parameters,
      mode: local ? 'local' : debug ? 'debug' : 'queue',
      ...givenOf({ pipeline, queue, project, tags, jobs, inspect: ifGiven(inspect, inspectAddress) }),
    }
    if (local || debug) {
      // Loaded on demand: other runs need no server of their own.
      const { localServer } = await import('./local-server.ts')
      await using server = await localServer(context)
      return await runHere(request, server.connection, context)
    }
    return enqueue(request, await context.connect(), { context, noFollow })
  },
})

async function enqueue(
  request: HostRequest,
  connection: Connection,
  { context, noFollow }: { readonly context: Context; readonly noFollow: boolean },
): Promise<Printed> {
  // Checked here, because this connection's error names the command that starts the server again; the program knows only the address.
  await connection.api.debug.ping({})
  const { answer } = new ProgramProcess({ request, connection, onLine: context.printOnStderr })
  const queued = await answer
  if (queued.type !== 'queued') throw new Error(`The program answered ${queued.type}.`)
  const { run: id, warnings } = queued
  for (const line of showWarnings(warnings, context.look)) context.printOnStderr(line)
  if (!noFollow) return followQueued(connection, id, { context, warnings })
  context.print(context.json ? JSON.stringify({ run: id, warnings }, undefined, 2) : id)
  return new Printed()
}

interface Flags {
  readonly local: boolean
  readonly debug: boolean
  readonly inspect: string | undefined
  readonly jobs: number | undefined
  readonly queue: string | undefined
  readonly follow: boolean
  readonly noFollow: boolean
}

/** Refuses flags that exclude each other. */
function checkFlags({ local, debug, inspect, jobs, queue, noFollow }: Flags): void {
  const isHere = local || debug
  if (local && debug) throw new UsageError('--local and --debug exclude each other.', { field: '--debug' })
  if (inspect !== undefined && !debug) throw new UsageError('--inspect is used only with --debug.', { field: '--inspect' })
  if (jobs !== undefined && !local) throw new UsageError('--jobs is used only with --local.', { field: '--jobs' })
  if (queue !== undefined && isHere)
    throw new UsageError('--queue is used only for runs on agents; this run is local.', { field: '--queue' })
  if (noFollow && isHere)
    throw new UsageError('--no-follow is used only for runs on agents; this run is local and ends with the command.', {
      field: '--no-follow',
    })
}

/** `true`: the flag without a value. */
function inspectAddress(given: string): string {
  const [, host = '127.0.0.1', port = '9229'] = /^(?:(.*):)?(\d+)$/.exec(given === 'true' ? '9229' : given) ?? []
  if (given !== 'true' && !/^(?:.*:)?\d+$/.test(given))
    throw new UsageError(`--inspect is '${given}', but must be a port or HOST:PORT.`, { field: '--inspect' })
  return `${host}:${port}`
}
