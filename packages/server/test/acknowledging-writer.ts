import { systemClock } from '../src/clock.ts'
import { openControl } from '../src/telemetry/thread/control.ts'
import { openTelemetry } from '../src/telemetry/thread/open-telemetry.ts'
import type { ThreadSettings } from '../src/telemetry/thread/requests.ts'
import { linesOf, logLine, userSource, scalar } from './events.ts'

/** A process that writes batches until it is killed. It prints the number of each batch once the batch is acknowledged. */
export const linesPerBatch = 10

if (process.argv[2] !== undefined) {
  const settings = JSON.parse(process.argv[2]) as ThreadSettings
  const db = await openControl(settings.controlDatabase)
  const telemetry = await openTelemetry({ ...settings, onDeath: (error) => console.error(error) })
  const scope = { ...systemClock(), db, company: 'acme', notify: () => {} }
  for (let batch = 1; ; batch += 1) {
    const lines = Array.from({ length: linesPerBatch }, (_, i) => logLine('task', `${batch}.${i}`, batch))
    await telemetry.addBatch(scope, linesOf(...lines, scalar('task', batch, batch)), userSource)
    process.stdout.write(`${batch}\n`)
  }
}
