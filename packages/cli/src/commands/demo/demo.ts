import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openConnection } from '@clearway/sdk'
import { readSettings } from '@clearway/server'
import { command, type Context, Said } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { followRun } from '../../follow/follow-run.ts'
import { choice, flag } from '../../option.ts'
import { startWhole } from '../../parts/whole.ts'
import { type DemoPrograms, findPrograms, runProgram } from './programs.ts'
import { type Layout, layouts, partsOf } from './layouts.ts'
import { readResult } from './read-result.ts'
import { showResult } from './show-result.ts'

const deadlineMs = 180_000

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
  asksServer: false,
  async run({ layout = 'services', keep }, context) {
    const programs = findPrograms()
    const folder = await mkdtemp(join(tmpdir(), 'clearway-demo-'))
    try {
      return await play(folder, layout, programs, keep, context)
    } finally {
      if (!keep) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    }
  },
})

async function play(folder: string, layout: Layout, programs: DemoPrograms, keep: boolean, context: Context): Promise<Said> {
  const { look, json, note } = context
  const say = json ? note : context.print
  const begun = performance.now()
  const stopped = context.stopped()
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(deadlineMs)])
  const agents = partsOf(layout, folder)
  say(`${look.paint('bold', 'The iris pipeline')}  ${layouts[layout]}`)
  const troubles: string[] = []
  let isEnding = false
  await using whole = await startWhole({
    settings: readSettings({ flags: { port: 0, data: folder, logLevel: 'warn' } }),
    agents,
    onEvent: (part, event) => {
      if (event.kind === 'problem' && !isEnding) troubles.push(`${part}: ${event.what}: ${String(event.error)}`)
    },
    onLine: (part, line) => void (isEnding || troubles.push(`${part}: ${line}`)),
  })
  const { url, connection: keys } = whole.server
  say(`${look.paint('green', '✓')} a server at ${look.paint('cyan', url)} and ${agents.length === 1 ? 'one agent' : 'two agents'}`)
  try {
    say(look.paint('dim', 'each step once by hand, which makes the tasks that the pipeline runs:'))
    for (const program of programs.steps)
      say(`${look.paint('green', '✓')} ${program.name}  ${look.paint('dim', await runProgram(program.file, keys, [], signal))}`)
    const submitted = await runProgram(programs.pipeline, keys, ['--queue', layout === 'services' ? 'services' : 'default'], signal)
    const run = /[0-9a-f]{32}/.exec(submitted)?.[0]
    if (run === undefined) throw new CommandFailed(`The pipeline's program did not say which run it started: ${submitted}`)
    say(`${look.paint('green', '✓')} the pipeline, put on its queue\n`)

    const { api } = await openConnection({ url, credentials: keys })
    const last = await followRun(api, run, { ...context, stopped: () => signal })
    if (last === undefined) throw signal.reason
    if (last.run.status !== 'completed')
      throw new CommandFailed(
        `The run ended as ${last.run.status}: ${last.run.status_reason || last.run.status_message || 'no reason was given'}.`,
      )
    const result = await readResult(api, last)
    if (json) context.print(JSON.stringify(result, undefined, 2))
    else say(showResult({ ...result, seconds: (performance.now() - begun) / 1000, ...(keep ? { folder } : {}) }, look))
    return new Said()
  } catch (error) {
    if (stopped.aborted) return new Said(130)
    for (const trouble of troubles) note(look.paint('yellow', trouble))
    if (signal.aborted)
      throw new CommandFailed(
        `The demo did not end within ${deadlineMs / 1000} s. \`clearway demo --keep\` leaves its folder to look into.`,
        { cause: error },
      )
    throw error
  } finally {
    isEnding = true
  }
}
