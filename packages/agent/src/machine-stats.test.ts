import { expect, test } from 'vitest'
import { MachineMeter, diskBytes, networkBytes } from './machine-stats.ts'

test('this machine is measured in ClearML’s units', async () => {
  const meter = await MachineMeter.create()
  const until = performance.now() + 60
  while (performance.now() < until); // So that there is some use to measure.
  const gpu = { index: '0', uuid: 'u', name: 'n', memoryTotal: 100, memoryUsed: 30, usage: 7, temperature: undefined }
  const stats = await meter.sample([gpu])
  expect(stats.cpu_usage[0]).toBeGreaterThan(0)
  expect(stats.cpu_usage[0]).toBeLessThanOrEqual(100)
  expect(stats.memory_free).toBeGreaterThan(16)
  expect(stats.disk_free_home).toBeGreaterThan(0)
  expect(stats).toMatchObject({ gpu_usage: [7], gpu_memory_free: [70], gpu_memory_used: [30], gpu_temperature: [0] })
  expect(await meter.sample([])).not.toHaveProperty('gpu_usage')
})

test('traffic is summed over physical interfaces and over disks without their partitions', () => {
  const net = `Inter-|   Receive                            |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets
    lo: 999 1 0 0 0 0 0 0 999 1 0 0 0 0 0 0
  eth0: 100 1 0 0 0 0 0 0 7 1 0 0 0 0 0 0
  eth1:20 1 0 0 0 0 0 0 3 1 0 0 0 0 0 0
`
  expect(networkBytes(net)).toEqual({ network_rx: 120, network_tx: 10 })
  const disks = ` 259 0 nvme0n1 1 0 10 0 1 0 4 0 0 0 0
 259 1 nvme0n1p1 1 0 10 0 1 0 4 0 0 0 0
   8 0 sda 1 0 2 0 1 0 6 0 0 0 0
   7 0 loop0 1 0 2 0 1 0 6 0 0 0 0`
  expect(diskBytes(disks)).toEqual({ disk_read: 12 * 512, disk_write: 10 * 512 })
})
