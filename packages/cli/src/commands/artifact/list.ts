import { givenOf, ifGiven } from '@clearway/contract/given'
import type { Artifact, FoundArtifact } from '@clearway/contract'
import { command } from '../../command.ts'
import { idOfProject } from '../../lookup/find-project.ts'
import { findTask } from '../../lookup/find-task.ts'
import { flag, pageFlags, pageOf, text } from '../../option.ts'
import { artifactsOf } from './find-artifact.ts'
import { showArtifacts } from './show-artifacts.ts'

export const list = command({
  summary: 'The artifacts of a task, or of all tasks, the newest first.',
  args: { 'task?': 'Its name (the newest of that name), its id, or the beginning of its id; all tasks by default.' },
  options: {
    hash: text('Only those with this content: their hash (sha256), or its beginning.', 'HASH'),
    search: text('Only those whose name, or the name of whose task, contains this.', 'TEXT'),
    project: text('Only those of tasks in this project and in those below it, by its whole name.', 'NAME'),
    inputs: flag('Also what the tasks were given, such as the code of steps; without it only for TASK and --hash.'),
    ...pageFlags(100),
  },
  examples: ['train', '--hash 9f86d081', '--project examples/iris --search result --json'],
  async run({ task: given, hash, search, project, inputs, limit, page }, context) {
    const { api } = await context.connect()
    const task = given === undefined ? undefined : (await findTask(api, given)).id
    const paging = pageOf({ limit: limit ?? 100, page })
    if (task !== undefined && hash === undefined && search === undefined && project === undefined) {
      const all = await artifactsOf(api, task)
      const { page: at, page_size: size } = paging
      return { artifacts: all.slice(at * size, (at + 1) * size) as readonly (Artifact | FoundArtifact)[], total: all.length }
    }
    return api.artifacts.get_all({
      ...givenOf({ task, hash: hash?.toLowerCase(), text: search, project: await ifGiven(project, (given) => idOfProject(api, given)) }),
      ...(inputs || task !== undefined || hash !== undefined ? {} : { mode: 'output' as const }),
      ...paging,
    })
  },
  show: showArtifacts,
})
