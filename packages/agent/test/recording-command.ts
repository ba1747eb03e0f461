import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from '@clearway/testkit'
import { expect } from 'vitest'
import { type AgentWorld, enqueue } from './agent-world-for-tests.ts'

/** Long enough for a loaded machine to renew in time, and to stop processes within the sixth of it that is left when they may run no more. */
export const leaseSeconds = 15
export const settings = { leaseSeconds }

/** A command that notes, ten times a second, which of its attempts is at work, until a file is there. */
export function beating(folder: string) {
  const [beats, gate] = [join(folder, 'beats'), join(folder, 'gate')]
  return {
    // It leaves its session, too: what a step puts in the background belongs to it.
    entry: `echo begun; b() { until [ -e ${gate} ]; do read -r at _ < /proc/uptime; echo "$1 $CLEARML_WORKER_ID $at" >> ${beats}; sleep 0.1; done; }; export -f b; setsid bash -c 'b child' & b main; wait; echo over`,
    open: async () => writeFile(gate, ''),
    beats: async () =>
      (await readFile(beats, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => {
          const [who, worker, at] = line.split(' ') as [string, string, string]
          return { who, worker, at: Number(at) }
        }),
  }
}
type Beating = ReturnType<typeof beating>

export async function enqueueBeating(world: AgentWorld, command: Beating): Promise<string> {
  return enqueue(world, command.entry, { script: { binary: 'bash', entry_point: command.entry } })
}

/** Waits until the attempt of a worker is at work. */
export async function untilBeating({ beats }: Beating, by: string): Promise<void> {
  await until(async () => (await beats()).some(({ worker }) => worker === by))
}

/** The first worker was silent before the second began. */
export async function expectNeverTwo({ beats }: Beating, first: string, second: string): Promise<void> {
  const seen = await beats()
  const [ended, begun] = [seen.filter(({ worker }) => worker === first), seen.filter(({ worker }) => worker === second)]
  expect([ended.length > 0, begun.length > 0]).toEqual([true, true])
  expect(new Set(ended.map(({ who }) => who))).toEqual(new Set(['main', 'child']))
  expect(Math.max(...ended.map(({ at }) => at))).toBeLessThan(Math.min(...begun.map(({ at }) => at)))
}
