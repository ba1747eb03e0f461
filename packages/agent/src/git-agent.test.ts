import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { describeEvent } from './agent-events.ts'
import { enqueue, test, untilEnded, untilLogged } from '../test/agent-world.ts'
import { aRepository } from '../../runtime/src/environments/set-up.fixture.ts'

test('an agent whose git password has no host reports that at its start', async ({ world }) => {
  const environment = { ...process.env, CLEARML_AGENT_GIT_USER: 'me', CLEARML_AGENT_GIT_PASS: 'pa55w0rd-of-git' }
  await using agent = await world.agent({ environment })
  expect(describeEvent(await agent.event('problem'))).toMatch(
    /CLEARML_AGENT_GIT_PASS are not used: CLEARML_AGENT_GIT_HOST must name the host/,
  )
  await using other = await world.agent({ name: 'a2', environment: { ...environment, CLEARML_AGENT_GIT_HOST: 'github.com' } })
  expect(other.events.filter(({ kind }) => kind === 'problem')).toEqual([])
})

test('the commit that ran is stored in a task that named none, before its code begins', async ({ world }) => {
  await using agent = await world.agent()
  await using repository = await aRepository({ 'main.sh': 'echo begun; until [ -e "$1" ]; do sleep 0.02; done\n' })
  const commit = await repository.git('rev-parse', 'HEAD')
  const gate = join(world.folder, 'gate')
  const script = { binary: 'sh', repository: repository.path, branch: 'main', entry_point: `main.sh ${gate}` }
  const task = await enqueue(world, 'from a branch', { script })
  await untilLogged(world, task, /^begun$/)
  expect((await world.api.tasks.get_by_id({ task })).task.script).toMatchObject({ ...script, version_num: commit })
  await writeFile(gate, '')
  await untilEnded(world, task)
  // What the task named itself stays as it is.
  const named = await enqueue(world, 'named', { script: { ...script, version_num: commit.slice(0, 9) } })
  expect(await untilEnded(world, named)).toMatchObject({ status: 'completed', script: { version_num: commit.slice(0, 9) } })
  expect(agent.events.filter(({ kind }) => kind === 'problem')).toEqual([])
})
