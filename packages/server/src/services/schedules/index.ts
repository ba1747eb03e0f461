import type { Implementation, schedules } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { deleteSchedule, findSchedule, listSchedules, readFire } from '../../db/tables/schedules.ts'
import { defined } from '../../defined.ts'
import { createSchedule } from '../../schedules/create.ts'
import { fire, manualDueTime } from '../../schedules/fire.ts'
import { fireDocument, nextTimes, scheduleDocuments } from '../../schedules/show.ts'
import { updateSchedule } from '../../schedules/update.ts'

const shownNext = 5

export const schedulesService: Implementation<typeof schedules, Context> = {
  create: (request, ctx) =>
    transact(ctx, async (tx) => {
      const { id, timing, next } = await createSchedule(tx, request)
      return { id, next: nextTimes(timing, next, shownNext) }
    }),
  get_all: async ({ id, name, next = 1, fires = 1, page = 0, page_size = 500 }, ctx) => {
    const { rows, total } = await listSchedules(ctx, { id, name, page, pageSize: page_size })
    return { schedules: await scheduleDocuments(ctx, rows, { next, fires }), total }
  },
  get_by_id: async ({ schedule: id }, ctx) => {
    const [schedule] = await scheduleDocuments(ctx, [await findSchedule(ctx, id)], { next: shownNext, fires: 10 })
    return { schedule: defined(schedule) }
  },
  update: ({ schedule, ...change }, ctx) =>
    transact(ctx, async (tx) => {
      const { timing, next } = await updateSchedule(tx, schedule, change)
      return { updated: 1, next: nextTimes(timing, next, shownNext) }
    }),
  delete: async ({ schedule }, ctx) => {
    await transact(ctx, (tx) => deleteSchedule(tx, schedule))
    return { deleted: 1 }
  },
  fire: ({ schedule: id }, ctx) =>
    transact(ctx, async (tx) => {
      const schedule = await findSchedule(tx, id, 'change')
      const due = await manualDueTime(tx, schedule)
      await fire(tx, schedule, { due, manual: true })
      tx.notify('schedules')
      return { fire: fireDocument(await readFire(tx, id, due)) }
    }),
}
