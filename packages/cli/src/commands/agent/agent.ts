import { once } from 'node:events'
import { lightModes } from '@clearway/contract/lane'
import { version } from '@clearway/contract/version'
import { listGpus, parseGpuSlots, startAgent } from '@clearway/agent'
import type { Connection } from '@clearway/sdk'
import { command, Printed } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { choice, flag, integer, text, texts } from '../../option.ts'
import { UsageError } from '../../usage-error.ts'
import { eventToJson, showEvent } from './event-line.ts'

export const agent = command({
  details:
    'A step runs in one of the slots; controllers and services run in the light lane, which is not counted, so that a pipeline never takes the slot that its own steps need.',
  options: {
    queue: texts('The queues that it serves, in this order. Default: `default`.', 'QUEUE'),
    slots: integer('Steps at a time. Default: one, or one for each part of --gpus.', 'NUMBER', 0, 1024),
    gpus: text('The GPUs of each slot: `0;1` is two slots with one each, `0,1` one slot with two; `all` or `none`.', 'GPUS'),
    cpuOnly: flag('Hide the machine’s GPUs from every step.'),
    servicesMode: flag('Only a light lane, no slots: for controllers and services.'),
    createQueue: flag('Make queues that there are not.'),
    light: choice(
      'Whose controllers the light lane takes: `any` queue’s, only those of its `own` queues, or none (`off`). Default: any.',
      lightModes,
    ),
    label: texts('What this machine has, for steps that ask for it.', 'LABEL'),
    name: text('The worker’s id. Default: the host’s name and a suffix.', 'NAME'),
    drain: choice('What becomes of running steps when the agent is asked to end: `wait` for them, or `stop` them. Default: stop.', [
      'wait',
      'stop',
    ]),
    work: text('Where the attempts lie, so that its next process finds them.', 'FOLDER'),
    cache: text('Where environments and bundles are stored.', 'FOLDER'),
  },
  examples: ['', '--queue gpu default --slots 2', '--queue services --services-mode', '--url https://clearway.example.org --gpus all'],
  async run({ queue, slots, gpus, cpuOnly, servicesMode, createQueue, light, label, name, drain, work, cache }, context) {
    if (servicesMode && slots !== undefined && slots > 0)
      throw new UsageError('--services-mode has no slots. Leave out --slots, or start a second agent for the steps.', { field: '--slots' })
    if (cpuOnly && gpus !== undefined)
      throw new UsageError('--cpu-only and --gpus contradict each other. Leave out one of them.', { field: '--gpus' })
    const stopped = context.stopped()
    const connection = keysOf(await context.connect())
    try {
      await using running = await startAgent({
        connection,
        queues: queue ?? (servicesMode ? ['services'] : ['default']),
        slots,
        gpus: gpus === undefined ? undefined : parseGpuSlots(gpus, await listGpus(stopped)),
        cpuOnly,
        servicesMode,
        createQueues: createQueue,
        light,
        labels: label,
        version,
        name,
        drain,
        work,
        cache,
        signal: stopped,
        onEvent: (event) => context.print(context.json ? JSON.stringify(eventToJson(event)) : showEvent(event, context.look)),
      })
      if (!stopped.aborted) await once(stopped, 'abort')
      if (!context.json)
        context.printOnStderr(
          drain === 'wait' ? `Ending once the running steps of ${running.name} have ended; Ctrl-C again leaves them running.` : 'Ending.',
        )
    } catch (error) {
      if (stopped.aborted) return new Printed(130)
      // A plain error refuses the start in words for the user; its stack would say nothing more.
      if (error instanceof Error && error.constructor === Error) throw new CommandFailed(error.message, { cause: error })
      throw error
    }
    return new Printed()
  },
})

function keysOf({ url, credentials: { credentials } }: Connection): {
  readonly url: string
  readonly accessKey: string
  readonly secretKey: string
} {
  if (credentials !== undefined) return { url, ...credentials }
  throw new CommandFailed(
    'An agent needs a key pair; a token alone runs out. Set CLEARML_API_ACCESS_KEY and CLEARML_API_SECRET_KEY, or give --data.',
  )
}
