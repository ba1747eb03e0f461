import { pipeline, step } from '@clearway/sdk'

/** Inner runs beside each other, each with steps beside each other. */
const work = step('work', ({ of }: { of: string }) => {
  console.log(`works on ${of}`)
  return of
})
const inner = pipeline('inner', { of: '' }, async ({ of }) => {
  process.stdout.write(`the body of ${of}\n`)
  return (await Promise.all([work({ of: `${of}1` }), work({ of: `${of}2` })])).join(' ')
})

export default pipeline('inner steps', {}, async () => Promise.all([inner({ of: 'a' }), inner({ of: 'b' })]))
