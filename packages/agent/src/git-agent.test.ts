import { expect, test } from 'vitest'
import { describeEvent } from './agent-events.ts'
import { anAgentWorld } from './agent-world-for-tests.ts'

test('an agent whose git password has no host says so at its start', async () => {
  await using world = await anAgentWorld()
  const environment = { ...process.env, CLEARML_AGENT_GIT_USER: 'me', CLEARML_AGENT_GIT_PASS: 'pa55w0rd-of-git' }
  await using agent = await world.agent({ environment })
  expect(describeEvent(await agent.event('problem'))).toMatch(
    /CLEARML_AGENT_GIT_PASS are not used: CLEARML_AGENT_GIT_HOST must name the host/,
  )
  await using other = await world.agent({ name: 'a2', environment: { ...environment, CLEARML_AGENT_GIT_HOST: 'github.com' } })
  expect(other.events.filter(({ kind }) => kind === 'problem')).toEqual([])
})
