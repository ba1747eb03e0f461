import { Type as t, type TProperties } from 'typebox'
import { Document, Id } from './fields.ts'

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
