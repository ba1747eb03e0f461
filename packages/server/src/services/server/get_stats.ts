import type { server } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { isoTime } from '../../db/sql/iso-time.ts'
import { readServerSetting } from '../../db/tables/server-settings.ts'
import { listUsers } from '../../db/tables/users.ts'
import { countRows, countTasks } from '../../queries/count.ts'
import { countWorkers } from '../../queries/find-workers.ts'
import { clearmlVersion } from '../../clearml-version.ts'

/** Counts what belongs to the workspace, hidden and archived rows as well. */
export const get_stats: Handler<typeof server.get_stats> = async (_, ctx) => {
  const all = { search_hidden: true, allow_public: false }
  return {
    time: isoTime(ctx.now()),
    server: { version: clearmlVersion, uid: (await readServerSetting(ctx, 'uid')) ?? '' },
    users: (await listUsers(ctx)).length,
    projects: await countRows(ctx, 'project', all),
    tasks: (await countTasks(ctx, all)).by_status,
    models: await countRows(ctx, 'model', all),
    queues: await countRows(ctx, 'queue', all),
    workers: await countWorkers(ctx, { lastSeen: 0, tags: [], systemTags: [] }),
  }
}
