import type { Start } from '@clearway/contract'
import type { ActionError } from '../errors.ts'
import type { Reader } from '../scope.ts'
import { unknownPlaceholder } from './placeholders.ts'
import { assertStartable } from './start-task.ts'

export interface StartCheck {
  readonly placeholders: readonly string[]
  readonly refuse: (field: string, message: string) => ActionError
}

/** Refuses what a schedule or a trigger could not start. */
export async function checkStart(reader: Reader, start: Start, { placeholders, refuse }: StartCheck): Promise<void> {
  const { task, pipeline, project } = start
  if ((task === undefined) === (pipeline === undefined))
    throw refuse(
      'start.task',
      task === undefined
        ? 'or `start.pipeline` must be given: what is started'
        : 'and `start.pipeline` must not both be given; leave one out',
    )
  if (project !== undefined && pipeline === undefined) throw refuse('start.project', 'belongs to `start.pipeline` alone; leave it out')
  const unknown = unknownPlaceholder(start, placeholders)
  if (unknown !== undefined)
    throw refuse(
      `start.parameters.${unknown.parameter}`,
      `holds ${unknown.placeholder}, but there are only ${placeholders.map((name) => `\${${name}}`).join(', ')}`,
    )
  await assertStartable(reader, start)
}
