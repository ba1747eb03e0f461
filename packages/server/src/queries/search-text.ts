import { bounds, refuseBeyond } from './bounds.ts'
import type { Entity } from './field.ts'
import { fieldOf } from './fields.ts'
import { foldCase } from './fold-case.ts'
import { taskWords } from './task-fields.ts'
import { all, any, not, type Predicate } from './predicate.ts'
import { defined } from '../defined.ts'

/** The paths that free text is searched for in. A task's are in one table, except for its tags. */
const searched: Readonly<Record<Entity, readonly string[]>> = {
  task: ['tags'],
  project: ['id', 'name', 'description', 'tags'],
  model: ['id', 'name', 'comment', 'tags', 'parent', 'task', 'uri', 'framework'],
  queue: ['id', 'name', 'display_name', 'tags'],
}

/** Reads free text: each word, or quoted phrase, must occur in the row, case-insensitively; a word after `-` must not. */
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
  const conditions: Predicate[] = searched[entity].map((path) => ({
    is: 'text',
    field: defined(fieldOf(entity, path)),
    match: { how: 'contains', text, ignoreCase: true },
  }))
  if (entity === 'task')
    conditions.push({ is: 'text', field: taskWords, match: { how: 'contains', text: foldCase(text), ignoreCase: false } })
  return any(entity === 'task' || entity === 'model' ? [...conditions, { is: 'in_project_named', text }] : conditions)
}
