import { Type as t, type TProperties } from 'typebox'
import { own } from './access.ts'
import { action } from './action.ts'
import { Document, Id, Ids, Names, opt } from './fields.ts'

const Failed = t.Object({
  id: Id,
  error: t.Object({
    codes: t.Array(t.Integer(), { description: 'the status and the subcode that the error would have as an answer' }),
    msg: t.String(),
    data: Document,
  }),
})

/** The answer of an action that changes several rows, each by itself: what is refused for one row leaves the others unaffected. */
export const manyAnswer = <const P extends TProperties>(succeeded: P) =>
  t.Object({ succeeded: t.Array(t.Object({ id: Id, ...succeeded })), failed: t.Array(Failed) })

/** The action that moves tasks or models to another project. */
export const moveRows = (row: 'task' | 'model') =>
  action({
    summary: `Move ${row}s to another project. Answers how many were moved; ids that name no ${row} of the workspace are left out.`,
    access: 'user',
    attempt: [own(row, 'ids')],
    repeat: 'safe',
    request: t.Object({
      ids: Ids,
      project: opt(t.Union([t.String(), t.Null()], { description: 'the project’s id; null or empty: no project' })),
      project_name: opt(t.String({ maxLength: 4000, description: 'the project’s name; made if there is none' })),
    }),
    response: t.Object({ moved: t.Integer(), project_id: t.Union([Id, t.Null()]) }),
    errors: ['project_not_found', 'read_only', 'invalid_project_name', 'project_too_deep'],
  })

/** The action that changes the tags of tasks or models. */
export const updateTagsOf = (row: 'task' | 'model') =>
  action({
    summary: `Add tags to ${row}s and remove others. Ids that name no ${row} of the workspace are left out.`,
    access: 'user',
    attempt: [own(row, 'ids')],
    repeat: 'safe',
    request: t.Object({ ids: Ids, add_tags: opt(Names), remove_tags: opt(Names) }),
    response: t.Object({ updated: t.Integer() }),
    errors: [],
  })
