import { type Static, Type as t } from 'typebox'
import { Document, Id, Names, opt, Reference, Time } from './fields.ts'

export const Model = t.Object({
  id: Id,
  name: opt(t.String()),
  user: opt(t.String()),
  company: opt(t.String()),
  project: opt(t.String()),
  task: opt(t.String()),
  parent: opt(t.String()),
  comment: opt(t.String()),
  tags: opt(Names),
  system_tags: opt(Names),
  uri: opt(t.String()),
  framework: opt(t.String()),
  design: opt(Document),
  labels: opt(Document),
  ready: opt(t.Boolean()),
  created: opt(Time),
  last_update: opt(Time),
  last_change: opt(Time),
  last_iteration: opt(t.Integer()),
  last_metrics: opt(Document),
  metadata: opt(t.Unknown()),
  ui_cache: opt(Document),
  unreadable: opt(t.Array(t.String(), { description: 'the parts whose stored form is damaged, and which are left out' })),
})
export type Model = Static<typeof Model>

/** A model with the names of what it refers to. */
export const ModelEx = t.Object({
  ...Model.properties,
  user: opt(Reference),
  company: opt(Reference),
  project: opt(Reference),
  task: opt(Reference),
  parent: opt(Reference),
  stats: opt(t.Object({ labels_count: t.Integer({ description: 'the number of labels' }) })),
})
export type ModelEx = Static<typeof ModelEx>
