import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { openControl } from './control.ts'
import { addTask } from '../../../test/rows.ts'
import { openTestTelemetry } from '../../../test/telemetry.ts'

test('the thread sees the tasks and cannot change them', async () => {
  await using world = await openTestTelemetry(database)
  await addTask(world, { id: 'task', status: 'in_progress' })
  const control = await openControl(world.settings.controlDatabase)
  try {
    expect(await control.selectFrom('task').select('id').execute()).toEqual([{ id: 'task' }])
    await expect(control.deleteFrom('task').execute()).rejects.toThrow(/read-?only/)
  } finally {
    await control.destroy()
  }
})
