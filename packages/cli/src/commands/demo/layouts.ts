import { join } from 'node:path'
import type { AgentOfServer } from '../../processes/server-and-agents.ts'

export type Layout = keyof typeof layouts

/** Each layout in words: which queue is for what. */
export const layouts = {
  services: 'controller on the queue services, steps on default',
  'same-queue': 'controller and steps on one queue, one agent, one slot',
} as const

/** The agents of a layout. */
export function agentsOf(layout: Layout, folder: string): readonly AgentOfServer[] {
  const cache = ['--cache', join(folder, 'cache')]
  const steps = {
    label: 'agent',
    flags: ['--name', 'demo-steps', '--queue', 'default', '--slots', '1', '--work', join(folder, 'agents', 'steps'), ...cache],
  }
  if (layout === 'same-queue') return [steps]
  const services = {
    label: 'services',
    flags: ['--name', 'demo-services', '--services-mode', '--queue', 'services', '--work', join(folder, 'agents', 'services'), ...cache],
  }
  return [services, steps]
}
