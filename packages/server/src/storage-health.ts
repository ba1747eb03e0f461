import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Scope } from './scope.ts'
import { deleteServerSetting, writeServerSetting } from './db/tables/server-settings.ts'
import { storageRefusal } from './db/connection/storage-fault.ts'
import { transact } from './db/connection/transaction.ts'
import type { ActionError } from './errors.ts'
import type { Telemetry } from './telemetry/telemetry.ts'

/** The size of a probe, larger than a small write needs, so that it fails while the disk is full. */
const probeBytes = 256 * 1024

/** How long a caller waits for the probe before it gets the known fault: the probe waits while another process has locked the database. */
const probeMilliseconds = 1_000

/** Whether the server can write. The disk is probed only after a write has failed. */
export class StorageHealth {
  readonly #probe: () => Promise<void>
  #fault: ActionError | undefined
  #probing: Promise<void> | undefined

  constructor(probe: () => Promise<void>) {
    this.#probe = probe
  }

  /** Records an error that the storage caused, and returns the error for the caller; undefined for any other error. */
  record(error: unknown): ActionError | undefined {
    const refusal = storageRefusal(error)
    if (refusal !== undefined) this.#fault = refusal
    return refusal
  }

  /** The fault that prevents writes at present. */
  async fault(): Promise<ActionError | undefined> {
    if (this.#fault === undefined) return undefined
    this.#probing ??= this.#runProbe().finally(() => (this.#probing = undefined))
    await Promise.race([this.#probing, pause(probeMilliseconds, undefined, { ref: false })])
    return this.#fault
  }

  async #runProbe(): Promise<void> {
    try {
      await this.#probe()
      this.#fault = undefined
    } catch (error) {
      this.#fault = storageRefusal(error) ?? this.#fault
    }
  }
}

/** Writes to the data folder, the database and the telemetry as the server does, and deletes what was written. */
export async function probeStorage(scope: Scope, data: string, telemetry: Pick<Telemetry, 'deleteBatchRecords'>): Promise<void> {
  const name = `storage probe ${process.pid}`
  await writeAndRemove(join(data, `.${name}`))
  const value = 'x'.repeat(probeBytes)
  await transact(scope, (tx) => writeServerSetting(tx, name, value))
  await transact(scope, (tx) => deleteServerSetting(tx, name))
  await telemetry.deleteBatchRecords({ keys: [name] })
}

async function writeAndRemove(file: string): Promise<void> {
  try {
    const handle = await open(file, 'w', 0o600)
    try {
      await handle.write(Buffer.alloc(probeBytes))
      await handle.sync()
    } finally {
      await handle.close()
    }
  } finally {
    await rm(file, { force: true })
  }
}
