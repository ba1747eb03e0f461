import { bounds, refuseBeyond } from './bounds.ts'
import type { Entity } from './field.ts'
import { fieldOf } from './fields.ts'
import { foldCase } from './fold-case.ts'
import { taskWords } from './task-fields.ts'
import { all, any, not, type Predicate } from './predicate.ts'

/** Of tasks, what is searched lies together, but for their tags. */
const searched: Readonly<Record<Entity, readonly string[]>> = {
  task: ['tags'],
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
  const given = terms.filter((term) => term.text !== '')
  refuseBeyond('search_text', given.length, bounds.words)
  return all(given.map((term) => (term.minus ? not(occurs(entity, term.text)) : occurs(entity, term.text))))
}

function occurs(entity: Entity, text: string): Predicate {
  const places: Predicate[] = searched[entity].map((path) => ({
    is: 'text',
    field: fieldOf(entity, path)!,
    match: { how: 'contains', text, ignoreCase: true },
  }))
  if (entity === 'task') places.push({ is: 'text', field: taskWords, match: { how: 'contains', text: foldCase(text), ignoreCase: false } })
  return any(entity === 'task' || entity === 'model' ? [...places, { is: 'in_project_named', text }] : places)
}
