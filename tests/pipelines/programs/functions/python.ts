import { pipeline, step } from '@clearway/sdk'

/** A Python program with a file beside it. */
const measure = step.python<{ label: string }>('measure', './measure.py', { files: ['words'] })
const after = step('after', ({ text }: { text: string }) => text)

export default pipeline('python', { label: 'x' }, async ({ label }) => {
  const measured = measure({ label })
  return { text: await after({ text: 'measured' }, { after: [measured] }) }
})
