import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Scope } from './scope.ts'
import { deleteServerSetting, writeServerSetting } from './db/tables/server-settings.ts'
import { storageRefusal } from './db/connection/storage-fault.ts'
import { transact } from './db/connection/transaction.ts'
import type { ActionError } from './errors.ts'
import type { Telemetry } from './telemetry/telemetry.ts'

/** Written to see whether there is room: more than a small write takes. */
const probeBytes = 256 * 1024

/** How long the probe may take before the fault that is known is answered: where another process holds the database, it waits for that. */
const probeMilliseconds = 1_000

/** Whether the server can write. Nothing is asked of the disk as long as nothing has failed. */
export class StorageHealth {
  readonly #probe: () => Promise<void>
  #fault: ActionError | undefined
  #probing: Promise<void> | undefined

  constructor(probe: () => Promise<void>) {
    this.#probe = probe
  }

  /** Notes an error that came up, if it is the storage's. Answers what to tell the caller then. */
  note(error: unknown): ActionError | undefined {
    const refusal = storageRefusal(error)
    if (refusal !== undefined) this.#fault = refusal
    return refusal
  }

  /** What keeps the server from writing at present. */
  async fault(): Promise<ActionError | undefined> {
    if (this.#fault === undefined) return undefined
    this.#probing ??= this.#look().finally(() => (this.#probing = undefined))
    await Promise.race([this.#probing, pause(probeMilliseconds, undefined, { ref: false })])
    return this.#fault
  }

  async #look(): Promise<void> {
    try {
      await this.#probe()
      this.#fault = undefined
    } catch (error) {
      this.#fault = storageRefusal(error) ?? this.#fault
    }
  }
}

/** Writes to all that the server writes to, and leaves nothing behind. */
export async function probeStorage(scope: Scope, data: string, telemetry: Pick<Telemetry, 'forgetBatches'>): Promise<void> {
  const name = `storage probe ${process.pid}`
  await writeAndRemove(join(data, `.${name}`))
  const value = 'x'.repeat(probeBytes)
  await transact(scope, (tx) => writeServerSetting(tx, name, value))
  await transact(scope, (tx) => deleteServerSetting(tx, name))
  await telemetry.forgetBatches({ keys: [name] })
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
