import { availableParallelism, totalmem } from 'node:os'
import { prepareRoot, ProcessExecutor, readUserSettings } from '@clearway/runtime'
import { listGpus } from '@clearway/runtime/gpus'
import { createClient } from '@clearway/sdk'
import { httpFetch } from '@clearway/sdk/http-fetch'
import type { AgentEvent } from './agent-events.ts'
import type { AgentOptions } from './agent-options.ts'
import { attemptRoot, makeAttemptRoot } from './attempts/attempt-root.ts'
import { Calm } from './attempts/calm.ts'
import { prepareLease } from './attempts/lease-record.ts'
import { SpareRoot } from './attempts/spare-root.ts'
import { makeSlots } from './lanes/gpu-slots.ts'
import { LightLane } from './lanes/light.ts'
import { Slots } from './lanes/slots.ts'
import { Leases } from './leases.ts'
import type { RunnerDeps } from './runner/runner-deps.ts'
import { Supervisor } from './supervisor/supervisor.ts'
import { warnOfHostlessGit } from './warn-of-hostless-git.ts'
import type { WorkFolder } from './work-folder.ts'

/** What an agent works with. */
export interface AgentDeps {
  /** What all of its attempts share. */
  readonly runner: RunnerDeps
  readonly supervisor: Supervisor
  readonly slots: Slots
  readonly light: LightLane
}

interface Making {
  readonly options: AgentOptions
  readonly url: string
  readonly folder: WorkFolder
  /** Called for each attempt whose processes are paused, or go on. */
  readonly onHeld: (attempt: string, kind: 'paused' | 'resumed') => void
  readonly nextClaim: RunnerDeps['nextClaim']
}

/** Makes what an agent works with, from its options and from what this machine has. */
export async function makeAgentDeps({ options, url, folder, onHeld, nextClaim }: Making): Promise<AgentDeps> {
  // A copy, because each reading of `process.env` asks the system.
  const { connection, environment = { ...process.env } } = options
  const slots = new Slots(await slotsOf(options, environment))
  const light = await LightLane.open(options.light ?? 'any')
  const settings = await readUserSettings(environment, options.cache)
  const emit = (event: AgentEvent): void => options.onEvent?.(event)
  const onProblem = (what: string, error: unknown): void => emit({ kind: 'problem', what, error })
  const rootOf = (attempt: string): string => attemptRoot(folder.path, attempt)
  const supervisor = new Supervisor(folder.path, onProblem)
  const executor = new ProcessExecutor({ rootOf })
  const runner: RunnerDeps = {
    agent: folder.name,
    api: createClient({ baseUrl: url, credentials: connection, headers: { 'x-clearml-worker': folder.name }, fetch: httpFetch }),
    url,
    executor,
    rootOf,
    spareRoot: new SpareRoot(folder.path, (root) => {
      makeAttemptRoot(root)
      executor.prepareFolder(root)
      prepareLease(root)
      prepareRoot(root)
    }),
    calm: new Calm(),
    leases: new Leases({ rootOf, supervisor, onProblem, onChange: onHeld }),
    graceSeconds: options.graceSeconds ?? 10,
    ...settings,
    environment,
    secrets: [connection.secretKey, ...(settings.git === undefined ? [] : [settings.git.password])],
    nextClaim,
    gpusOf: ({ slot }) => (slot === null ? [] : slots.gpusOf(slot)),
    emit,
  }
  warnOfHostlessGit(runner)
  return { runner, supervisor, slots, light }
}

async function slotsOf({ servicesMode = false, cpuOnly = false, slots, gpus, signal }: AgentOptions, environment: NodeJS.ProcessEnv) {
  const present = cpuOnly || servicesMode ? [] : await listGpus(signal ?? AbortSignal.timeout(30_000))
  return makeSlots({
    slots: servicesMode ? 0 : slots,
    gpus: servicesMode ? undefined : gpus,
    cpuOnly,
    present,
    visible: environment['CUDA_VISIBLE_DEVICES'],
  })
}

/** What the agent's machine offers to tasks, and the version of the agent, as each claim reports them. */
export function machineOf({ labels = [], version }: AgentOptions) {
  const offered = { cpus: availableParallelism(), memory: Math.floor(totalmem() / 1024 ** 2), labels: [...labels] }
  return version === undefined ? offered : { ...offered, version }
}
