import { appendFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { pipeline, step } from '@clearway/sdk'

/** Steps that record in a file that they began, and a body that differs where the file `differs` exists. */
const work = step('work', async ({ folder, name, after: _ }: { folder: string; name: string; after?: string }) => {
  appendFileSync(`${folder}/began`, `${name}\n`)
  await setTimeout(300)
  return name
})

export default pipeline('killed', { folder: '' }, async ({ folder }) => {
  console.log(`controller pid ${process.pid}`)
  const { existsSync } = await import('node:fs')
  const first = await work({ folder, name: existsSync(`${folder}/differs`) ? 'other' : 'first' })
  const both = await Promise.all(['left', 'right'].map((name) => work({ folder, name, after: first })))
  return work({ folder, name: 'last', after: both.join() })
})
