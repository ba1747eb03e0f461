import type { Logger } from 'pino'
import type { OpenDatabase } from '../db/connection/open.ts'
import { listenForSignals } from './postgres-signals.ts'
import { createSignals, type Signals } from './signals.ts'

interface OpenSignals extends AsyncDisposable {
  readonly signals: Signals
}

/** The signals of a server: with PostgreSQL those of all its servers. */
export async function openSignals({ kind, location }: Pick<OpenDatabase, 'kind' | 'location'>, log: Logger): Promise<OpenSignals> {
  if (kind === 'sqlite') return { signals: createSignals(), [Symbol.asyncDispose]: () => Promise.resolve() }
  const { signals, forwarding } = await listenForSignals(location, log)
  return { signals, [Symbol.asyncDispose]: () => forwarding[Symbol.asyncDispose]() }
}
