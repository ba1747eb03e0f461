import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from '@clearway/testkit'
import { expect, test as base } from 'vitest'
import { type AgentWorld, anAgentWorld, enqueue, untilLogged } from './agent-world.ts'

/** Long enough for a loaded machine to renew in time, and to stop processes within the sixth of the lease that is left for that. */
export const leaseSeconds = 15
export const settings = { leaseSeconds }

/** A command that records in a file, ten times a second, which attempt runs it, until it may end. */
export interface RecordingCommand {
  readonly entry: string
  /** Lets the command end. */
  readonly letEnd: () => Promise<void>
  /** Which process of the command ran, for which worker, at which second since the machine's start. */
  readonly records: () => Promise<readonly { readonly process: string; readonly worker: string; readonly at: number }[]>
}

/** A test with a server of `leaseSeconds` and a command that records who runs it. Its agents must have left the server at its end. */
export const test = base
  .extend('settings', settings)
  .extend('world', async ({ settings: given }, { onCleanup }) => {
    const world = await anAgentWorld(given)
    onCleanup(() => world[Symbol.asyncDispose]())
    return world
  })
  .extend('command', ({ world }) => recordingCommand(world.folder))

export function recordingCommand(folder: string): RecordingCommand {
  const [file, gate] = [join(folder, 'records'), join(folder, 'gate')]
  return {
    // A child in a session of its own records too, because what a step puts in the background belongs to the step.
    entry: `echo begun; b() { until [ -e ${gate} ]; do read -r at _ < /proc/uptime; echo "$1 $CLEARML_WORKER_ID $at" >> ${file}; sleep 0.1; done; }; export -f b; setsid bash -c 'b child' & b main; wait; echo over`,
    letEnd: async () => writeFile(gate, ''),
    records: async () =>
      (await readFile(file, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => {
          const [process, worker, at] = line.split(' ') as [string, string, string]
          return { process, worker, at: Number(at) }
        }),
  }
}

/** Enqueues a task that runs the command, and waits until it runs. Answers with the task's id. */
export async function startTask(world: AgentWorld, { entry }: RecordingCommand): Promise<string> {
  const task = await enqueue(world, entry, { script: { binary: 'bash', entry_point: entry } })
  await untilLogged(world, task, /^begun$/)
  return task
}

/** Waits until the command runs for a worker. */
export async function untilRunBy({ records }: RecordingCommand, worker: string): Promise<void> {
  await until(async () => (await records()).some((record) => record.worker === worker))
}

/** Expects that all processes of the first worker had stopped before the second worker began. */
export async function expectNoOverlap({ records }: RecordingCommand, first: string, second: string): Promise<void> {
  const all = await records()
  const [ended, begun] = [all.filter(({ worker }) => worker === first), all.filter(({ worker }) => worker === second)]
  expect([ended.length > 0, begun.length > 0]).toEqual([true, true])
  expect(new Set(ended.map(({ process }) => process))).toEqual(new Set(['main', 'child']))
  expect(Math.max(...ended.map(({ at }) => at))).toBeLessThan(Math.min(...begun.map(({ at }) => at)))
}
