import type { Implementation, schedules } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { deleteSchedule, findSchedule, listSchedules, readFire } from '../../db/tables/schedules.ts'
import { createSchedule } from '../../schedules/create.ts'
import { fire, manualDueTime } from '../../schedules/fire.ts'
import { fireDocument, nextTimes, scheduleDocument } from '../../schedules/show.ts'
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
    const schedules = []
    for (const row of rows) schedules.push(await scheduleDocument(ctx, row, { next, fires }))
    return { schedules, total }
  },
  get_by_id: async ({ schedule }, ctx) => ({
    schedule: await scheduleDocument(ctx, await findSchedule(ctx, schedule), { next: shownNext, fires: 10 }),
  }),
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
