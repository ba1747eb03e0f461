import { command } from '../../command.ts'
import { findTask } from '../../lookup/find-task.ts'
import { pageFlags, pageOf } from '../../option.ts'
import { artifactsOf } from './find-artifact.ts'
import { showArtifacts } from './show-artifacts.ts'

export const list = command({
  summary: 'The artifacts of a task.',
  args: { task: 'Its name (the newest of that name), its id, or the beginning of its id.' },
  options: pageFlags(100),
  examples: ['train', '0199f1c2d3e4a5b6c7d8e9f0a1b2c3d4 --json'],
  async run({ task: given, limit, page }, context) {
    const { api } = await context.connect()
    const all = await artifactsOf(api, (await findTask(api, given)).id)
    const { page: at, page_size: size } = pageOf({ limit: limit ?? 100, page })
    return { artifacts: all.slice(at * size, (at + 1) * size), total: all.length }
  },
  show: showArtifacts,
})
