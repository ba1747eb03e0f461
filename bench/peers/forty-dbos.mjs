import { spawnSync } from 'node:child_process'
import { DBOS } from '@dbos-inc/dbos-sdk'

/** Forty steps of DBOS one after another, each a function that starts a process of 10 ms. Prints how many milliseconds they take. */
const forty = DBOS.registerWorkflow(
  async () => {
    for (let n = 0; n < 40; n += 1) await DBOS.runStep(() => Promise.resolve(spawnSync('sleep', ['0.01']).status), { name: `step ${n}` })
  },
  { name: 'forty' },
)
DBOS.setConfig({ name: 'forty', systemDatabaseUrl: process.env.DATABASE_URL, logLevel: 'error' })
await DBOS.launch()
const start = performance.now()
await forty()
console.log(`took ${performance.now() - start}`)
await DBOS.shutdown()
