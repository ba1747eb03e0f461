import fc from 'fast-check'
import { expect } from 'vitest'
import { arbitraryText } from '../../test/arbitrary-filter.ts'
import { test } from '../../test/list-test.ts'
import { addProject, addTask } from '../../test/rows.ts'
import { distinctPairs, distinctValues } from './distinct.ts'

const side = { table: 'task_tag', owner: 'task', pair: ['kind', 'tag'] } as const
const text = arbitraryText.map((one) => one.trim()).filter((one) => one !== '')
const arbitraryTask = fc.record({
  company: fc.constantFrom('acme', 'acme', '', 'other'),
  project: fc.constantFrom('a', 'below', null),
  user: fc.constantFrom('u1', 'u2'),
  tags: fc.uniqueArray(text, { maxLength: 3 }),
  system_tags: fc.uniqueArray(fc.constantFrom('archived', 'x'), { maxLength: 2 }),
})
const inOrder = (texts: Iterable<string>) => [...new Set(texts)].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))

test('the distinct values and pairs of everything, and of what is in a project, are those of the rows', async ({ database }) => {
  await addProject(database, { id: 'a', name: 'a' })
  await addProject(database, { id: 'below', name: 'a/below', parent: 'a' })
  const tasks = fc.sample(arbitraryTask, 60)
  for (const [index, task] of tasks.entries()) await addTask(database, { id: `t${index}`, ...task })
  for (const [request, accepts] of [
    [{}, () => true],
    [{ allow_public: false }, ({ company }) => company !== ''],
    [{ project: ['a'] }, ({ project }) => project === 'a'],
    [
      { project: ['a'], include_subprojects: true, system_tags: ['-archived'] },
      ({ project, system_tags: tags }) => project !== null && !tags.includes('archived'),
    ],
  ] as readonly (readonly [object, (task: (typeof tasks)[number]) => boolean])[]) {
    const seen = tasks.filter((task) => task.company !== 'other' && accepts(task))
    const pairs = await distinctPairs(database.scope, 'task', { ...request }, side)
    const ofKind = (kind: string) => pairs.flatMap(([one, tag]) => (one === kind ? [tag] : []))
    expect(ofKind('tags')).toEqual(inOrder(seen.flatMap((task) => task.tags)))
    expect(ofKind('system_tags')).toEqual(inOrder(seen.flatMap((task) => task.system_tags)))
    expect(await distinctValues(database.scope, 'task', { ...request }, 'user')).toEqual(inOrder(seen.map(({ user }) => user)))
  }
})
