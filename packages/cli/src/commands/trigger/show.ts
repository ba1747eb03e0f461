import { command } from '../../command.ts'
import { findTrigger } from './find-trigger.ts'
import { showTrigger } from './show-trigger.ts'

/** How many of its last fires are shown. */
const shownFires = 20

export const show = command({
  summary: 'One trigger: what it waits for, what it starts, and what became of the last times.',
  args: { trigger: 'Its name, its id, or the beginning of its id.' },
  examples: ['evaluate'],
  run: async ({ trigger }, context) => ({ trigger: await findTrigger((await context.connect()).api, trigger, shownFires) }),
  show: showTrigger,
})
