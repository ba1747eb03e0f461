import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { expect } from 'vitest'
import { ended, logOf } from '../pipelines/pipeline-world.ts'
import { runProgram, test } from './client-test.ts'

const program = `"""Has an import that must stay first."""
from __future__ import annotations
import six
from clearml import Task
print("RAN", Task.current_task().id, six.__version__)
`

test(
  'a task that an unmodified clearml program creates from a repository’s branch runs, and stores the commit that ran',
  { timeout: 240_000 },
  async ({ world, agent: _agent }) => {
    const folder = await mkdtemp(join(tmpdir(), 'clearway-repository-'))
    try {
      const git = async (...args: readonly string[]): Promise<string> =>
        (
          await execa('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', ...args], {
            cwd: folder,
          })
        ).stdout
      await git('init', '-q', '-b', 'main')
      await mkdir(join(folder, 'src'))
      await writeFile(join(folder, 'src/main.py'), program)
      await writeFile(join(folder, 'src/requirements.txt'), 'six==1.16.0\n')
      await git('add', '-A')
      await git('commit', '-q', '-m', 'a program')

      const { id } = await runProgram(world.connection, 'from_repository.py', [pathToFileURL(folder).href])
      const task = await ended(world.api, id, 200)
      const log = await logOf(world.api, id)
      expect(task.status, log).toBe('completed')
      expect(log).toContain(`RAN ${id} 1.16.0`)
      expect(task.script).toMatchObject({ branch: 'main', version_num: await git('rev-parse', 'HEAD') })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)
