import { givenOf } from '@clearway/contract/given'
import { sectionAndName } from '@clearway/contract/parameter-path'
import { command } from '../../command.ts'
import { findTask } from '../../lookup/find-task.ts'
import { flag, text, texts, words } from '../../option.ts'
import { readParameters, setParameters } from '../../parameters.ts'
import { UsageError } from '../../usage-error.ts'
import { assertParameters } from './assert-parameters.ts'

export const edit = command({
  summary: 'Change a task: its name, comment and tags at any time, its parameters while it is a draft.',
  args: { task: 'Its name (the newest of that name), its id, or the beginning of its id.' },
  options: {
    name: text('Its new name.', 'NAME'),
    comment: text('Its new comment.'),
    tags: texts('Its tags, instead of those that it has; an empty word for none.', 'TAG'),
    set: setParameters,
    unset: words('A parameter to remove: NAME or SECTION/NAME.', 'PARAMETER'),
    force: flag('Change parameters although it is no draft.'),
  },
  examples: ['train --set Args/lr=0.1 Args/epochs=20', 'train --name "train, longer" --tags nightly'],
  async run({ task: given, name, comment, tags, set = [], unset = [], force }, context) {
    const hyperparams = readParameters(set)
    const removed = unset.map((path) => sectionAndName(path))
    const plain = givenOf({ name, comment, tags: tags && [...tags] })
    if (Object.keys(plain).length + hyperparams.length + removed.length === 0)
      throw new UsageError('Give what to change: --name, --comment, --tags, --set or --unset.')
    const { api } = await context.connect()
    const { id: task } = await findTask(api, given)
    await assertParameters(api, task, removed)
    const forced = force ? { force } : {}
    // Parameters first: they are refused if the task is no draft, and then nothing has changed.
    if (hyperparams.length > 0) await api.tasks.edit_hyper_params({ task, hyperparams, ...forced })
    if (removed.length > 0) await api.tasks.delete_hyper_params({ task, hyperparams: removed, ...forced })
    if (Object.keys(plain).length > 0) await api.tasks.update({ task, ...plain })
    // With their sections: a name without one is not the parameter of that name in another section.
    const paths = [...hyperparams, ...removed].map((one) => `${one.section}/${one.name}`)
    return { task, changed: [...Object.keys(plain), ...paths] }
  },
  show: ({ changed }, look) => `${look.paint('green', '✓')} Changed: ${changed.join(', ')}`,
})
