import { expect, test } from 'vitest'
import { overriddenDocuments } from './overridden-documents.ts'

const base = {
  id: 't',
  script: { binary: 'python3', branch: 'main', requirements: { pip: 'a' } },
  container: { image: 'x', arguments: '-v' },
}

test('an override changes one value and leaves the rest of its document', () => {
  expect(
    overriddenDocuments(base, {
      'script.branch': 'dev',
      'script.requirements.conda': 'b',
      'container.image': 'y',
      'resources.gpus': 1,
      tags: ['t'],
    }),
  ).toEqual({
    script: { binary: 'python3', branch: 'dev', requirements: { pip: 'a', conda: 'b' } },
    container: { image: 'y', arguments: '-v' },
    resources: { gpus: 1 },
    tags: ['t'],
  })
  expect(base.script.branch).toBe('main')
})

test('without overrides nothing is sent', () => {
  expect(overriddenDocuments(base, {})).toEqual({})
})

test('a path that has no effect is refused, with what can be overridden', () => {
  expect(() => overriddenDocuments(base, { 'status.x': 1 })).toThrow(/'status\.x' cannot be overridden.*script, container, resources/)
})
