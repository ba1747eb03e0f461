import { describe, expect, test } from 'vitest'
import { fieldOf } from './fields.ts'
import { always, type Predicate } from './predicate.ts'
import { type ListRequest, readRequest } from './request.ts'

/** Writes a predicate as text, so that expectations are readable. */
function show(predicate: Predicate): string {
  switch (predicate.is) {
    case 'all':
      return predicate.of.length === 0 ? 'always' : `(${predicate.of.map(show).join(' and ')})`
    case 'any':
      return predicate.of.length === 0 ? 'never' : `(${predicate.of.map(show).join(' or ')})`
    case 'not':
      return `not ${show(predicate.of)}`
    case 'in':
      return `${predicate.field.path} in [${predicate.values.join(' ')}]`
    case 'compare':
      return `${predicate.field.path} ${predicate.by} ${predicate.value}`
    case 'between':
      return `${predicate.field.path} from ${predicate.min} to ${predicate.max}`
    case 'text':
      return `${predicate.field.path} ${predicate.match.how} ${predicate.match.how === 'regex' ? predicate.match.source : predicate.match.text}${predicate.match.ignoreCase ? ' in any case' : ''}`
    case 'missing':
      return `${predicate.field.path} missing`
    case 'in_project':
      return `${predicate.path} below [${predicate.projects.join(' ')}]`
    case 'in_project_named':
      return `project named ${predicate.text}`
  }
}
const shown = (request: ListRequest, entity: 'task' | 'project' | 'model' | 'queue' = 'task') =>
  show(readRequest(entity, { search_hidden: true, ...request }))

describe('a request becomes a tree', () => {
  test.each<[ListRequest, string]>([
    [{ method: 'get', force: false, publish: true, only_fields: ['id'], page: 0 }, 'always'],
    [{ tags: ['a', 'b'] }, 'tags in [a b]'],
    [{ tags: ['a', '-b', null] }, '((tags in [a] and not tags in [b]) or tags missing)'],
    [
      { tags: ['__$all', 'a', 'b', '__$or', 'd', '__$not', 'e', '__$and', '__$or', 'f', 'g'] },
      '(tags in [a] and tags in [b] and (tags in [d] or not tags in [e]) and tags in [f g])',
    ],
    [{ tags: ['__$or', 'a', '__$all', 'b', 'c'] }, '(tags in [a] or (tags in [b] and tags in [c]))'],
    [{ tags: ['__$any', '-a'] }, 'tags in [-a]'],
    [{ tags: ['__$all', 'a', '__$nop', '-b'] }, '(tags in [a] and not tags in [b])'],
    [{ status: 'failed' }, 'status in [failed]'],
    [{ 'execution.parameters.a%2Eb.value': ['1'] }, 'hyperparams.Args.a%2Eb.value in [1]'],
    [{ 'execution.model_desc.net.value': ['1'] }, 'configuration.net.value in [1]'],
    [{ 'execution.parameters_of.a': ['1'] }, 'execution.parameters_of.a in [1]'],
    [{ project: [] }, 'always'],
    [{ project: ['p'], include_subprojects: true }, 'project below [p]'],
    [{ last_iteration: [5, null] }, 'last_iteration >= 5'],
    [{ last_iteration: [null, 7] }, '(last_iteration <= 7 or last_iteration missing)'],
    [{ last_iteration: [1, 2, 3] }, 'last_iteration in [1 2 3]'],
    [{ 'last_metrics.m.v.value': ['0.5', '0.9'] }, 'last_metrics.m.v.value from 0.5 to 0.9'],
    [{ started: ['>=1970-01-01T00:00:01', '<1970-01-01T00:00:02Z'] }, '(started >= 1000 and started < 2000)'],
    [{ started: ['1970-01-01T00:00:01+00:00', '1970-01-01T00:00:02+00:00'] }, 'started from 1000 to 2000'],
    [{ filters: { 'hyperparams.Args.lr': { range: [null, 0.1] } } }, 'hyperparams.Args.lr <= 0.1'],
    [
      { filters: { 'hyperparams.Args.lr': { range: ['1e-3', 0.1], all: { include: ['0.01'] }, op: 'or' } } },
      '(hyperparams.Args.lr from 0.001 to 0.1 or hyperparams.Args.lr in [0.01])',
    ],
    [{ 'hyperparams.Args.lr': [0.001, 0.1] }, 'hyperparams.Args.lr in [0.001 0.1]'],
    [{ filters: { started: { range: ['1970-01-01T00:00:01', null] } } }, 'started >= 1000'],
    [{ name: '^a b$', comment: 'x' }, '(name equal a b and comment contains x)'],
    [{ _any_: { fields: ['name', 'nonsense'], pattern: 'X' } }, 'name contains X in any case'],
    [{ _all_: { fields: ['name', 'nonsense'], pattern: 'X' } }, 'never'],
    [{ _or_: { fields: ['started', 'name'], datetime: ['>1970-01-01'] } }, 'started > 0'],
    [{ _any_: { fields: ['status', 'tags'], values: ['a'] } }, '(status in [a] or tags in [a])'],
    [
      { tags: ['x'], filters: { tags: { any: { include: ['a', null] }, all: { exclude: ['b'] } } } },
      '((tags in [a] or tags missing) and not tags in [b])',
    ],
    [
      { search_text: 'Ab "c d" -e' },
      ['Ab', 'c d', 'e']
        .map((text) => `(tags contains ${text} in any case or (words) contains ${text.toLowerCase()} or project named ${text})`)
        .map((found, index) => (index === 2 ? `not ${found}` : found))
        .join(' and ')
        .replace(/.*/, '($&)'),
    ],
  ])('%j', (request, expected) => expect(shown(request)).toEqual(expected))

  test('hidden rows are left out unless their tag or their ids are requested, and queues unless their names are', () => {
    expect(show(readRequest('task', {}))).toBe('not system_tags in [hidden]')
    expect(show(readRequest('queue', {}))).toBe('not system_tags in [k8s-glue]')
    expect(show(readRequest('queue', { name: '^x$' }))).not.toContain('k8s-glue')
    expect(readRequest('model', {})).toEqual(always)
    expect(show(readRequest('task', { id: ['x'], search_hidden: false }))).toBe('id in [x]')
  })

  test('a project’s parent is anywhere above it, or right above it', () => {
    expect(shown({ parent: ['p'] }, 'project')).toBe('parent below [p]')
    expect(shown({ parent: ['p'], shallow_search: true }, 'project')).toBe('parent in [p]')
    expect(shown({ shallow_search: true }, 'project')).toBe('parent missing')
  })

  test.each<[string, ListRequest]>([
    ['tags', { tags: ['__$xor', 'a'] }],
    ['tags', { tags: ['__$not'] }],
    ['tags', { tags: ['-'] }],
    ['started', { started: '>yesterday' }],
    ['_any_', { _any_: 'x' }],
    ['filters.tags.op', { filters: { tags: { op: 'xor' } } }],
    ['last_iteration', { last_iteration: [null, null] }],
    ['started', { started: [null, null] }],
    ['filters.hyperparams.Args.lr.range', { filters: { 'hyperparams.Args.lr': { range: [null, null] } } }],
    ['filters.hyperparams.Args.lr.range', { filters: { 'hyperparams.Args.lr': { range: [1, 'much'] } } }],
    ['filters.hyperparams.Args.lr.range', { filters: { 'hyperparams.Args.lr': { range: [0.1, 0.001] } } }],
    ['filters.hyperparams.Args.lr.range', { filters: { 'hyperparams.Args.lr': { range: [1] } } }],
    ['filters.hyperparams.Args.lr.type.range', { filters: { 'hyperparams.Args.lr.type': { range: [0, 1] } } }],
    ['filters.tags.range', { filters: { tags: { range: [0, 1] } } }],
  ])('what cannot be read is refused by its name: %s', (field, request) => {
    expect(() => readRequest('task', request)).toThrow(
      expect.objectContaining({ code: 'invalid_request', details: expect.objectContaining({ field }) as object }),
    )
  })
})

describe('paths', () => {
  test.each([
    ['hyperparams.Args.a%2Eb', { section: 'Args', name: 'a.b' }, 'value'],
    ['hyperparams.Args.a.b.value', { section: 'Args', name: 'a.b' }, 'value'],
    ['hyperparams.Args.%_%_x%%.type', { section: 'Args', name: '__x%' }, 'type'],
    ['configuration.Pipeline', { name: 'Pipeline' }, 'value'],
    ['last_metrics.m.v.max_value', { metric_hash: 'm', variant_hash: 'v' }, 'max_value'],
    ['execution.artifacts.my.data.hash', { key: 'my.data' }, 'hash'],
  ])('%s', (path, where, value) => expect(fieldOf('task', path)?.source).toMatchObject({ from: 'side', where, value }))

  test('an inherited property is not a path', () => {
    for (const path of ['constructor', '__proto__', 'toString', 'hyperparams', 'hyperparams.Args', 'models.x.model'])
      expect(fieldOf('task', path)).toBeUndefined()
    for (const entity of ['project', 'model', 'queue'] as const) expect(fieldOf(entity, 'constructor')).toBeUndefined()
  })
})
