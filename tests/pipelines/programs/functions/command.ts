import { pipeline, step, type StepFile } from '@clearway/sdk'

/** Commands with the folder that travels along: one makes a file, the next reads it. */
const join = step.command<{ word: string }, void, { all: string }>('join', 'cat words/list.txt > all.txt; echo "$word" >> all.txt', {
  files: ['words'],
  outputs: { all: 'all.txt' },
})
const count = step.command<{ text: StepFile }, number>('count', 'wc -l < "$text" > "$CLEARWAY_RESULT"')

export default pipeline('command', { word: 'four' }, async ({ word }) => {
  const { all } = await join({ word })
  return { lines: await count({ text: all }), name: all.name }
})
