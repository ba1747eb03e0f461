import { defined } from '../src/defined.ts'
import { migrate } from '../src/db/connection/migrate.ts'
import { migrations } from '../src/db/migrations/index.ts'
import { connectTo } from './database.ts'

// A program for `migrations/killed.test.ts`: it brings a database up to date and is killed after the given migration.
const [url, folder, last] = process.argv.slice(2)
const killing = Object.fromEntries(
  Object.entries(migrations).map(([name, migration]) => [
    name,
    {
      up: async (db: never) => {
        await migration.up(db)
        if (name === last) process.kill(process.pid, 'SIGKILL')
      },
    },
  ]),
)
await migrate(connectTo({ url: defined(url), folder: defined(folder) }), killing)
