import { once } from 'node:events'
import { readSettings, startServer } from '@clearway/server'

/** The program of `startServerProcess`: prints when it answers, and ends cleanly on SIGTERM. */
await using server = await startServer(readSettings({ flags: JSON.parse(process.argv[2] ?? '{}') as Record<string, unknown> }))
console.log(`listening on ${server.url}`)
await once(process, 'SIGTERM')
