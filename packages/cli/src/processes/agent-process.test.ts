import { expect, test } from 'vitest'
import { AgentProcess } from './agent-process.ts'

test('an agent that cannot be started is started again after a pause', async () => {
  const { execPath } = process
  process.execPath = '/nowhere/node'
  try {
    const said = Promise.withResolvers<string>()
    await using _agent = new AgentProcess({ flags: [], onEvent: () => {}, onLine: said.resolve })
    expect(await said.promise).toMatch(/^ended \(Error: spawn .*ENOENT\); started again in 0\.5 s$/)
  } finally {
    process.execPath = execPath
  }
})
