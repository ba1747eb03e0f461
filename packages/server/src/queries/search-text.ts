import type { Entity } from './field.ts'
import { fieldOf } from './fields.ts'
import { all, any, not, type Predicate } from './predicate.ts'

const searched: Readonly<Record<Entity, readonly string[]>> = {
  task: ['id', 'name', 'comment', 'tags', 'parent', 'script.repository', 'script.entry_point'],
  project: ['id', 'name', 'description', 'tags'],
  model: ['id', 'name', 'comment', 'tags', 'parent', 'task', 'uri', 'framework'],
  queue: ['id', 'name', 'display_name', 'tags'],
}

/** Free text: each word, or phrase in quotation marks, must occur somewhere in the row, in any case; a word after `-` must not. */
export function readSearchText(entity: Entity, text: string): Predicate {
  const terms = [...text.matchAll(/(-?)(?:"([^"]*)"|(\S+))/g)].map(([, minus, phrase, word]) => ({
    minus: minus === '-',
    text: phrase ?? word ?? '',
  }))
  return all(
    terms.filter((term) => term.text !== '').map((term) => (term.minus ? not(occurs(entity, term.text)) : occurs(entity, term.text))),
  )
}

function occurs(entity: Entity, text: string): Predicate {
  const places: Predicate[] = searched[entity].map((path) => ({
    is: 'text',
    field: fieldOf(entity, path)!,
    match: { how: 'contains', text, ignoreCase: true },
  }))
  return any(entity === 'task' || entity === 'model' ? [...places, { is: 'in_project_named', text }] : places)
}
