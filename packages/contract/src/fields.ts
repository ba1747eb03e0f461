import { Type as t, type TSchema } from 'typebox'

/** An id: 32 hex digits. No pattern checks it, so that a wrong id is refused as unknown task, queue, … */
export const Id = t.String({ description: '32 hex digits' })
export const Ids = t.Array(Id, { maxItems: 1000 })
/** The name of something, or a tag. */
export const Name = t.String({ maxLength: 1000 })
export const Names = t.Array(Name, { maxItems: 1000 })
/** A time on the wire: ISO 8601 with an explicit offset, as ClearML’s clients need it. */
export const Time = t.String({ description: 'ISO 8601 with offset, for example 2026-11-23T11:51:33.123000+00:00' })
/** A JSON object with any keys, chosen by the user. */
export const Document = t.Record(t.String(), t.Unknown())
/** The answer to an edit: how many rows changed, and the new values of the changed fields. */
export const Updated = t.Object({ updated: t.Integer(), fields: t.Optional(Document) })
/** What a document refers to. Without a name if it is not there, or not visible. */
export const Reference = t.Object({ id: Id, name: t.Optional(t.String()) })
export const Empty = t.Object({})

/** An optional field. */
export const opt = <T extends TSchema>(schema: T) => t.Optional(schema)
export const text = (description: string) => t.String({ description })
export const flag = (description: string) => t.Optional(t.Boolean({ description }))
export function oneOf<const V extends string>(values: readonly V[], description?: string) {
  return t.Enum<V[]>([...values], description === undefined ? {} : { description })
}
