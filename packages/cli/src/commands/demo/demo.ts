import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stateWord } from '@clearway/contract/state-words'
import { openConnection } from '@clearway/sdk'
import { makeOwnedFolder } from '@clearway/runtime/owned-folder'
import { readSettings, type RunningServer } from '@clearway/server'
import { oneMachine } from '../server/server-flags.ts'
import { command, type Context, Printed } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { followRun } from '../../follow/follow-run.ts'
import { choice, flag } from '../../option.ts'
import { startServerAndAgents } from '../../processes/server-and-agents.ts'
import { type DemoPrograms, findPrograms, runProgram } from './programs.ts'
import { type Layout, layouts, agentsOf } from './layouts.ts'
import { type DemoResult, readResult } from './read-result.ts'
import { type PlayedDemo, showResult } from './show-result.ts'

const deadlineMs = 120_000

export const demo = command({
  details:
    'Starts a server and agents on free ports in a temporary folder, runs a pipeline of three steps that learns to tell irises apart, shows it as it goes on, and ends everything again.',
  options: {
    layout: choice(
      '`services`: the pipeline’s controller on a queue of its own, as `clearway up` has it. `same-queue`: controller and steps on one queue, served by one agent with one slot, which is where others wait for ever.',
      ['services', 'same-queue'],
    ),
    keep: flag('Keep the folder with all that was made.'),
  },
  examples: ['', '--layout same-queue', '--keep'],
  callsServer: false,
  async run({ layout = 'services', keep }, context) {
    const folder = keep ? await mkdtemp(join(tmpdir(), 'clearway-demo-')) : await makeOwnedFolder('demo')
    try {
      const programs = await findPrograms(folder)
      const result = await play({ folder, layout, programs, context })
      if (result instanceof Printed) return result
      if (context.json) context.print(JSON.stringify(result, undefined, 2))
      else context.print(showResult({ ...result, ...(keep ? { folder } : {}) }, context.look))
      return new Printed()
    } finally {
      if (!keep) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    }
  },
})

interface Play {
  readonly folder: string
  readonly layout: Layout
  readonly programs: DemoPrograms
  readonly context: Context
}

/** Starts the server and the agents, runs the example and ends them again. Problems beside the run are reported only if the run did not complete. */
async function play({ folder, layout, programs, context }: Play): Promise<PlayedDemo | Printed> {
  const begun = performance.now()
  const stopped = context.stopped()
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(deadlineMs)])
  const problems: string[] = []
  const agents = agentsOf(layout, folder)
  progressPrinter(context)(`${context.look.paint('bold', 'The iris pipeline')}  ${layouts[layout]}`)
  await using started = await startServerAndAgents({
    settings: readSettings({ flags: { port: 0, data: folder }, defaults: oneMachine }),
    agents,
    onEvent: (label, event) => {
      if (event.kind === 'problem') problems.push(`${label}: ${event.what}: ${String(event.error)}`)
    },
    onLine: (label, line) => problems.push(`${label}: ${line}`),
  })
  try {
    done(context, `a server at ${started.server.url} and ${agents.length === 1 ? 'one agent' : 'two agents'}`)
    const result = await runExample(started.server, layout, programs, { ...context, stopped: () => signal })
    return { ...result, seconds: (performance.now() - begun) / 1000 }
  } catch (error) {
    if (stopped.aborted) return new Printed(130)
    for (const problem of problems) context.printOnStderr(context.look.paint('yellow', problem))
    if (!signal.aborted) throw error
    throw new CommandFailed(
      `The demo did not end within ${deadlineMs / 1000} s. \`clearway demo --keep\` leaves its folder to look into.`,
      { cause: error },
    )
  }
}

/** Does what a user would do: runs each step's program, then the pipeline's, and follows the run. */
async function runExample(
  { url, connection }: RunningServer,
  layout: Layout,
  programs: DemoPrograms,
  context: Context,
): Promise<DemoResult> {
  const signal = context.stopped()
  progressPrinter(context)(context.look.paint('dim', 'each step once by hand, which makes the tasks that the pipeline runs:'))
  for (const { name, file } of programs.steps) done(context, name, await runProgram(file, connection, [], signal))
  const submitted = await runProgram(programs.pipeline, connection, ['--queue', layout === 'services' ? 'services' : 'default'], signal)
  const run = /[0-9a-f]{32}/.exec(submitted)?.[0]
  if (run === undefined) throw new CommandFailed(`The pipeline's program did not print which run it started: ${submitted}`)
  done(context, 'the pipeline, put on its queue')
  progressPrinter(context)('')

  const { api } = await openConnection({ url, credentials: connection })
  const last = await followRun(api, run, context)
  if (last === undefined) throw signal.reason
  const { status, status_reason: reason, status_message: message } = last.run
  if (status !== 'completed')
    throw new CommandFailed(`The run ended as ${stateWord(status)}: ${reason || message || 'no reason was given'}.`)
  return readResult(api, last)
}

/** Prints progress. With --json standard output holds only the result, so progress goes to standard error. */
function progressPrinter({ json, print, printOnStderr }: Context): (text: string) => void {
  return json ? printOnStderr : print
}

function done(context: Context, what: string, more = ''): void {
  const { paint } = context.look
  progressPrinter(context)(`${paint('green', '✓')} ${what}${more === '' ? '' : `  ${paint('dim', more)}`}`)
}
