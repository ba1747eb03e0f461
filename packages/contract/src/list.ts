import { Type as t } from 'typebox'
import { opt } from './fields.ts'

/** A filter by name. */
const Pattern = t.String({ description: 'regular expression, unanchored and case-sensitive' })
/** One value, or several of which one must match; `-x` excludes, null matches what is missing, `__$all` and the like combine. */
const Choice = t.Union([t.Array(t.Union([t.String(), t.Number(), t.Boolean(), t.Null()]), { maxItems: 20_000 }), t.String()])
const Fields = t.Object({
  fields: t.Optional(t.Array(t.String())),
  pattern: t.Optional(t.String()),
  datetime: t.Optional(Choice),
  values: t.Optional(Choice),
})
/** The bounds of a number or a time, both inclusive. A row without a number is in no range. */
const Range = t.Array(t.Union([t.Number(), t.String(), t.Null()]), {
  minItems: 2,
  maxItems: 2,
  description: '[min, max] of a number, both inclusive; null for no bound. A parameter is compared as the number that its text spells',
})
const FieldFilter = t.Object({
  any: t.Optional(t.Object({ include: t.Optional(t.Array(t.Unknown())), exclude: t.Optional(t.Array(t.Unknown())) })),
  all: t.Optional(t.Object({ include: t.Optional(t.Array(t.Unknown())), exclude: t.Optional(t.Array(t.Unknown())) })),
  range: t.Optional(Range),
  op: t.Optional(t.Enum(['and', 'or'])),
})

/** Dotted paths; `*` at the end stands for everything there, `-` before a path excludes it. */
const Paths = t.Union([t.Array(t.String(), { maxItems: 1000 }), t.String()])

/**
 * The fields by which every `get_all` and `count` selects rows, beside its own. Source: ClearML's query language (server 2.3.0).
 * Dotted paths such as `hyperparams.Args.lr` or `runtime.x` may be keys of the request as well.
 */
export const rowQuery = {
  id: opt(Choice),
  name: opt(Pattern),
  tags: opt(Choice),
  system_tags: opt(Choice),
  _all_: opt(Fields),
  _any_: opt(Fields),
  _and_: opt(Fields),
  _or_: opt(Fields),
  filters: opt(t.Record(t.String(), FieldFilter)),
  search_text: opt(t.String({ description: 'words that must occur, in any case; "several words" as a phrase, `-x` must not occur' })),
  search_hidden: opt(t.Boolean()),
  last_update: opt(Choice),
  created: opt(Choice),
}
/** The fields of every `get_all`, beside its own: those that select rows, and those that say which part of them is shown in which order. */
export const listQuery = {
  ...rowQuery,
  only_fields: opt(Paths),
  projection: opt({ ...Paths, description: 'the same as only_fields' }),
  order_by: opt(
    t.Union([t.Array(t.String()), t.String()], {
      description: 'paths; `-` before one: descending. `running_time` of tasks: how long they took, or have taken so far, as lists show it',
    }),
  ),
  page: opt(t.Integer({ minimum: 0, description: 'from 0' })),
  page_size: opt(t.Integer({ minimum: 1, description: 'capped at 500' })),
  scroll_id: opt(t.String({ description: 'the position after the last page' })),
  size: opt(t.Integer({ minimum: 1, description: 'rows of a scroll, capped at 500' })),
  refresh_scroll: opt(t.Boolean()),
}
export { Choice, FieldFilter }
