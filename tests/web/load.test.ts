import { expect, test } from 'vitest'
import { fakeAgent } from '../server/fake-agent.ts'
import { logInAt } from './browser.ts'
import { faultsInBothSchemes } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

test(
  'new figures of machines and queues are on screen while nothing else happens, and wake nobody else',
  { timeout: 120_000 },
  async () => {
    const { api } = web.world
    const { id: queue } = await api.queues.create({ name: 'gpu' })
    const { id } = await api.tasks.create({ name: 'fit', type: 'training', script: { diff: 'true' } })
    await api.tasks.enqueue({ task: id, queue })
    const agent = fakeAgent(api, 'gpu-1', { queues: [queue] })
    const slots = [
      { slot: 0, gpus: 1, gpuPlaces: [1] },
      { slot: 1, gpus: 1, gpuPlaces: [0] },
    ]
    await agent.start(await agent.claimOne({ slots }))
    const { page, faults } = await logInAt(web.browser, web.world, '/workers')
    const card = page.getByRole('region', { name: 'Worker gpu-1' })
    await card.getByRole('link', { name: 'fit' }).waitFor()
    const read: string[] = []
    page.on('request', (request) => void read.push(request.url().split('/').at(-1) ?? ''))
    await api.workers.report_machine({ worker: 'gpu-1', machine_stats: { cpu_usage: [12], gpu_usage: [7, 81] } })
    await card.getByText('(GPU 1 81 %)').waitFor()
    await card.getByText('free · GPU 0 7 %').waitFor()
    await page.getByRole('region', { name: 'Load of the last day' }).getByText('12 %', { exact: true }).waitFor()
    expect(new Set(read)).toEqual(new Set(['workers.get_stats']))
    expect(await faultsInBothSchemes(page)).toEqual([])

    await page.goto(`${web.world.webUrl}/queues/${queue}`)
    const load = page.getByRole('region', { name: 'How much waited' })
    await page.getByText('1 worker, 1 of 2 slots are free').first().waitFor()
    const { id: next } = await api.tasks.create({ name: 'next', type: 'training', script: { diff: 'true' } })
    await api.tasks.enqueue({ task: next, queue })
    await api.queues.get_queue_metrics({ from_date: 0, to_date: Date.now() / 1000, interval: 3600, queue_ids: [queue], refresh: true })
    await load.getByRole('img', { name: 'Tasks that waited: tasks' }).waitFor()
    expect(faults).toEqual([])
  },
)
