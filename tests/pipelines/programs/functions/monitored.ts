import { pipeline, step, type StepStatusChange } from '@clearway/sdk'

/** What the status callback was given, in this process. */
export const changes: string[] = []

const train = step(
  'train',
  async ({ rounds }: { rounds: number }) => {
    const { task, logger } = step.context()
    for (let round = 0; round < rounds; round += 1) logger.scalar('loss', 'train', 1 / (round + 1), round)
    logger.singleValue('accuracy', 0.9)
    await task.uploadArtifact('report', { rounds })
    for (const name of ['weights-a', 'weights-b']) await task.outputModel({ name, bytes: new Uint8Array([1]) })
    if (rounds === 1) throw new Error('too few rounds')
    return rounds
  },
  {
    monitorMetrics: [
      ['loss', 'train'],
      [
        ['Summary', 'accuracy'],
        ['Summary', 'final'],
      ],
      ['loss', 'of nothing'],
    ],
    monitorArtifacts: [['report', 'final report'], 'no such artifact'],
    monitorModels: ['weights-*', ['weights-a', 'first']],
    statusChangeCallback: ({ name, previousStatus, status, task }: StepStatusChange) => {
      changes.push(`${name}: ${previousStatus} → ${status}${status === 'completed' ? ` ${task?.name}` : ''}`)
      throw new Error('nobody minds')
    },
  },
)

export default pipeline('monitored', { rounds: 3 }, async ({ rounds }) => train({ rounds }), { timeLimit: 120 })
