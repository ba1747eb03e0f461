import type { Trigger } from '@clearway/contract'
import { expect, test } from 'vitest'
import { plainLook } from '../../look.ts'
import { showTrigger } from './show-trigger.ts'

const now = Date.UTC(2027, 2, 27, 12)
const at = (seconds: number): string => new Date(now - seconds * 1000).toISOString()
const trigger: Trigger = {
  id: '0'.repeat(32),
  name: 'deploy',
  enabled: false,
  entity: 'model',
  statuses: ['published'],
  start: { pipeline: 'deploy', parameters: { 'Args/url': '${trigger.url}' } },
  user: 'u',
  created: at(1000),
  last_update: at(1000),
  fires: [
    {
      fired: at(5),
      event: 'status published',
      source: { id: '1'.repeat(32), name: 'best' },
      outcome: 'started',
      task: { id: '2'.repeat(32), name: 'deploy #7', status: 'completed' },
    },
    {
      fired: at(60),
      event: 'status published',
      source: { id: '1'.repeat(32), name: 'first' },
      outcome: 'failed',
      reason: "The pipeline has no parameter 'Args/url'.",
    },
  ],
}

test('a trigger is shown with what it waits for, and with why it started nothing', () => {
  const shown = showTrigger({ trigger }, plainLook(now))
  expect(shown).toContain('a model is published')
  expect(shown).toMatch(/\n1 min ago +first +failed +The pipeline has no parameter 'Args\/url'\.$/m)
  expect(shown).toMatch(/\n5 s ago +best +✓ completed +deploy #7/)
  expect(showTrigger({ trigger: { ...trigger, fires: [] } }, plainLook(now))).toContain('Nothing has triggered it yet.')
})
