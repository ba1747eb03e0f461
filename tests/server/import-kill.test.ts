import { clientOf, database, startServer, startServerProcess } from '@clearway/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { observe } from './dump.ts'
import { fillSource } from './import-source.ts'
import { importedRows, wholeTask } from './imported-rows.ts'
import { type ImportReport, runImport, terminalOf } from './run-import.ts'

test(
  'an import goes on when the server that it reads from, and the one that it writes to, are killed and started again, and brings all once',
  { timeout: 300_000 },
  async () => {
    const [ofSource, ofTarget] = [await database.migrated(), await database.migrated()]
    for (const fresh of [ofSource, ofTarget]) onTestFinished(() => fresh[Symbol.asyncDispose]())
    let source = await startServerProcess(ofSource)
    let target = await startServerProcess(ofTarget)
    onTestFinished(() => source[Symbol.asyncDispose]())
    onTestFinished(() => target[Symbol.asyncDispose]())
    const again = async (server: typeof source, fresh: typeof ofSource) =>
      startServerProcess(fresh, { settings: { port: Number(new URL(server.connection.url).port) } })
    const { tasks } = await fillSource(source.connection, { tasks: 12, points: 60 })

    await using terminal = await terminalOf(target, source)
    await using rows = await observe(ofTarget)
    const arrived = async (count: number) =>
      expect
        .poll(async () => Number((await rows.rows('select count(*) as n from task'))[0]?.['n']), { timeout: 60_000, interval: 5 })
        .toBeGreaterThanOrEqual(count)
    const running = terminal.start('import', 'clearml', '--url', source.connection.url, '--json')
    let hasEnded = false
    const outcome = running.ended.finally(() => (hasEnded = true))
    for (const count of [1, 6]) {
      await arrived(count)
      await source.kill()
      source = await again(source, ofSource)
      await arrived(count + 2)
      await target.kill()
      expect(hasEnded).toBe(false)
      target = await again(target, ofTarget)
    }
    const { code, stderr, stdout } = await outcome
    expect([code, stderr]).toEqual([0, ''])
    expect((JSON.parse(stdout) as ImportReport).skipped).toEqual([])

    await using uninterrupted = await startServer(database)
    await runImport(uninterrupted, source)
    await using one = await observe(uninterrupted.database)
    expect(await importedRows(rows, target.connection)).toEqual(await importedRows(one, uninterrupted.connection))
    for (const task of tasks) expect(await wholeTask(clientOf(target.connection), task)).toEqual(await wholeTask(uninterrupted.api, task))
  },
)
