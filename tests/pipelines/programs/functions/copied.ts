import { writeFile } from 'node:fs/promises'
import { file, pipeline, step, type StepFile } from '@clearway/sdk'

/** A file from step to step, whose copies are deleted with the attempts. */
const make = step('make', async (_: { count: number }) => {
  await writeFile('numbers.txt', '1\n2\n')
  return file('numbers.txt')
})
const read = step('read', async ({ numbers }: { numbers: StepFile }) => {
  return { copy: await numbers.path(), text: await numbers.text() }
})

export default pipeline('copied', { count: 2 }, async ({ count }) => {
  const numbers = make({ count })
  return read({ numbers })
})
