import { existsSync } from 'node:fs'
import type { Lease } from '@clearway/contract'
import { type Execution, faultPoint } from '@clearway/runtime'
import { makeAttemptRoot } from '../attempts/attempt-root.ts'
import { saveLease } from '../attempts/lease-record.ts'
import type { RunnerDeps } from './runner-deps.ts'

type Deps = Pick<RunnerDeps, 'executor' | 'rootOf' | 'spareRoot'>

/** Makes the folder and the output of an attempt that was just claimed, and records its lease. */
export async function openAttempt({ executor, rootOf, spareRoot }: Deps, lease: Lease): Promise<undefined> {
  const root = rootOf(lease.attempt)
  faultPoint('claimed')
  if (existsSync(root) || !spareRoot.give(root)) makeAttemptRoot(root)
  executor.open(lease.attempt)
  faultPoint('folder made')
  saveLease(root, lease)
  faultPoint('lease saved')
}

/** Finds the execution that a dead process of this agent left behind; `undefined` where nothing of the user's program ran. */
export async function reopenAttempt(deps: Deps, lease: Lease): Promise<Execution | undefined> {
  return (await deps.executor.adopt(lease.attempt)) ?? openAttempt(deps, lease)
}
