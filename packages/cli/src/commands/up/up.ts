import { once } from 'node:events'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { openConnection } from '@clearway/sdk'
import { readProfiles } from '@clearway/sdk/profiles'
import type { RunningServer } from '@clearway/server'
import { command, Printed } from '../../command.ts'
import { flag, integer, text, texts } from '../../option.ts'
import { type AgentOfServer, startServerAndAgents } from '../../processes/server-and-agents.ts'
import { showEvent } from '../agent/event-line.ts'
import { configFlag, oneMachine, settingFlags, settingsFrom } from '../server/server-flags.ts'
import { type Label, prefixed } from './prefixed.ts'
import { loginLink } from '../web/login-link.ts'
import { welcome, type WelcomeOptions } from './welcome.ts'

export const up = command({
  details:
    'A server, an agent with a light lane on `services` for controllers, and an agent with slots on `default` for steps. Ctrl-C ends them all, the agents first. Everything runs as you: use it where you trust the code that runs.',
  options: {
    slots: integer('Steps at a time. Default: one.', 'NUMBER', 1, 1024),
    queue: texts('The queues of the step agent; missing ones are created. Default: `default`.', 'QUEUE'),
    gpus: text('The GPUs of each slot: `0;1` is two slots with one each, `0,1` one slot with two; `all` or `none`.', 'GPUS'),
    noAgent: flag('No agent for steps; the one for controllers stays.'),
    ...settingFlags,
    ...configFlag,
  },
  examples: ['', '--slots 4 --port 0', '--no-agent --data ./clearway-data'],
  callsServer: false,
  async run({ slots, queue, gpus, noAgent, ...flags }, context) {
    const settings = settingsFrom(flags, oneMachine)
    const stopped = context.stopped()
    const isHidden = await namesServer()
    const printLine = (label: Label, line: string): void =>
      (context.json ? context.printOnStderr : context.print)(prefixed(label, line, context.look))
    const agents = agentsOf({ data: settings.data, slots, queue, gpus, noAgent })
    await using _started = await startServerAndAgents({
      settings,
      agents,
      async onStarted({ url, webUrl, connection }) {
        if (context.json)
          return context.print(
            JSON.stringify({ url, webUrl, filesUrl: `${url}/files`, data: settings.data, pid: connection.pid }, undefined, 2),
          )
        printLine('server', `listening on ${url}`)
        // Output that is no terminal may be a file, from which others could take the link.
        const login = context.look.isTerminal ? await linkTo(url, connection) : undefined
        context.print(welcome({ url, settings, runsSteps: !noAgent, isHidden, login }, context.look))
      },
      onEvent(label, event) {
        // The event of the start follows at once.
        if (event.kind !== 'claimed') printLine(label as Label, showEvent(event, context.look))
      },
      onLine: (label, line) => printLine(label as Label, line),
    })
    if (!stopped.aborted) await once(stopped, 'abort')
    printLine('server', context.look.paint('dim', 'ending the agents, then the server; Ctrl-C again ends them at once'))
    return new Printed()
  },
})

async function linkTo(url: string, { accessKey, secretKey }: RunningServer['connection']): Promise<WelcomeOptions['login']> {
  const { api } = await openConnection({ url, credentials: { accessKey, secretKey } }, {})
  return loginLink(api, url)
}

/** Whether the environment or an active profile names a server, which commands without flags then find. */
async function namesServer(): Promise<boolean> {
  const variables = ['CLEARWAY_URL', 'CLEARML_API_HOST', 'TRAINS_API_HOST', 'CLEARWAY_DATA', 'CLEARWAY_PROFILE']
  if (variables.some((name) => (process.env[name] ?? '') !== '')) return true
  // A damaged file is reported by the commands that need it.
  const { active } = await readProfiles().catch(() => ({ active: undefined }))
  return active !== undefined
}

interface AgentsOptions {
  readonly data: string
  readonly slots: number | undefined
  readonly queue: readonly string[] | undefined
  readonly gpus: string | undefined
  readonly noAgent: boolean
}

/** The agents' folders are in the server's data folder, so that the next `up` finds the steps that the last one left running. */
function agentsOf({ data, slots, queue = ['default'], gpus, noAgent }: AgentsOptions): AgentOfServer[] {
  const services = {
    label: 'services',
    flags: ['--name', `${hostname()}-services`, '--services-mode', '--queue', 'services', '--work', join(data, 'agents', 'services')],
  }
  if (noAgent) return [services]
  const sized = [...(slots === undefined ? [] : ['--slots', String(slots)]), ...(gpus === undefined ? [] : ['--gpus', gpus])]
  return [
    services,
    {
      label: 'agent',
      flags: ['--name', `${hostname()}-steps`, '--queue', ...queue, '--create-queue', '--work', join(data, 'agents', 'steps'), ...sized],
    },
  ]
}
