import { pipeline, step } from '@clearway/sdk'

/** Two pipelines, of which one calls a step whose base task does not exist. Another step names a file that does not. */
const present = step('present', () => 1)
const absent = step.fromTask<void, number>('absent', { project: 'nowhere', name: 'absent' })
const fileless = step.command<void, number>('fileless', 'true', { files: ['gone'] })

export const whole = pipeline('whole', { all: false }, async ({ all }) => (all ? fileless() : present()))
export const half = pipeline('half', {}, async () => absent())
