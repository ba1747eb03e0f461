import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientOf, startAgentProcess, startServerProcess, until } from '@clearway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** A small file system that a test can fill. Only root can create one. */
let small: string | undefined
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'clearway-full-'))
  small = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder]).status === 0 ? folder : undefined
  if (small === undefined) rmSync(folder, { recursive: true })
})
afterAll(() => {
  if (small === undefined) return
  rmSync(`${small}-go`, { recursive: true, force: true })
  spawnSync('umount', [small])
  rmSync(small, { recursive: true })
})

/** Fills the file system. */
function fill(folder: string): void {
  for (const size of [1 << 20, 1 << 12, 1]) {
    for (let number = 0; ; number += 1) {
      try {
        writeFileSync(join(folder, `fill-${size}-${number}`), Buffer.alloc(size))
      } catch {
        break
      }
      if (number > 100) break
    }
  }
}
function free(folder: string): void {
  spawnSync('sh', ['-c', `rm -f ${folder}/fill-*`])
}

test(
  'on a full disk calls and /health report it, and steps that end meanwhile deliver their log and end once there is space again',
  { timeout: 120_000 },
  async (context) => {
    if (small === undefined) return context.skip('Only root can mount a small file system.')
    const data = join(small, 'data')
    mkdirSync(data)
    await using server = await startServerProcess(
      { url: '', folder: data, [Symbol.asyncDispose]: () => Promise.resolve() },
      { settings: { leaseSeconds: 6 } },
    )
    const { connection } = server
    const api = clientOf(connection)
    const health = async () => {
      const answer = await fetch(`${connection.url}/health`)
      return { status: answer.status, code: ((await answer.json()) as { meta?: { error_data: { code: string } } }).meta?.error_data.code }
    }
    const go = `${small}-go`
    const say = (from: number, to: number): string => `i=${from}; while [ $i -lt ${to} ]; do echo "line $i"; i=$((i+1)); done`
    const script = { binary: 'sh', entry_point: `${say(0, 20)}; while [ ! -e ${go} ]; do sleep 0.1; done; ${say(20, 80)}` }
    const task = (await api.tasks.create({ name: 'ends on a full disk', type: 'training', script })).id
    await using agent = await startAgentProcess(connection, { queues: ['default'] })
    const { id: queue } = await api.queues.get_default({})
    const log = async (): Promise<string[]> =>
      (await api.events.get_task_log({ task, batch_size: 500, order: 'asc' })).events.map(({ msg }) => String(msg))
    await api.tasks.enqueue({ task, queue })
    await until(async () => (await log()).includes('line 19'), { output: () => agent.output() }, 30_000)
    expect(await health()).toEqual({ status: 200, code: undefined })

    fill(small)
    mkdirSync(go)
    await expect(
      api.tasks.edit_runtime({ task, add_or_update: { big: 'x'.repeat(500_000) } } as never, { patienceSeconds: 0 } as never),
    ).rejects.toMatchObject({
      code: 'storage_full',
      status: 507,
    })
    expect(await health()).toEqual({ status: 507, code: 'storage_full' })
    const form = new FormData()
    form.append('big', new Blob([new Uint8Array(1 << 20)]), 'big')
    const authorization = `Basic ${Buffer.from(`${connection.accessKey}:${connection.secretKey}`).toString('base64')}`
    const upload = await fetch(`${connection.url}/files`, { method: 'POST', body: form, headers: { authorization } })
    expect([upload.status, ((await upload.json()) as { meta: { error_data: object } }).meta.error_data]).toMatchObject([
      507,
      { code: 'storage_full' },
    ])
    // For longer than the lease lasts.
    await new Promise((resolve) => setTimeout(resolve, 9000))
    const meanwhile = await api.tasks.get_all({ id: [task], only_fields: ['status'] })
    expect(meanwhile.tasks).toMatchObject([{ status: 'in_progress' }])

    free(small)
    await until(async () => (await api.tasks.get_by_id({ task })).task.status !== 'in_progress', undefined, 40_000)
    expect((await api.tasks.get_by_id({ task })).task).toMatchObject({ status: 'completed' })
    expect((await log()).filter((line) => line.startsWith('line '))).toEqual(Array.from({ length: 80 }, (_, number) => `line ${number}`))
    expect(await health()).toEqual({ status: 200, code: undefined })
    expect((await api.tasks.wait({ tasks: [{ id: task, status: 'queued' }], timeout: 0 })).tasks).toMatchObject([{ attempt: 1 }])
  },
)
