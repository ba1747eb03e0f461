import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ownList, repositoryLists } from './requirement-lists.ts'
import { aRepository } from './set-up.fixture.ts'

test('files that a list names are read from the repository’s root, those that a file names from its folder', async () => {
  await using repository = await aRepository({
    'other.txt': 'six==1.16.0 # why\n-r sub/more.txt\n--index-url https://x.example/simple\n',
    'sub/more.txt': '-r again.txt\n-c limits.txt\n',
    'sub/again.txt': 'attrs\n-r ../other.txt\n-r again.txt\n',
    'sub/limits.txt': 'attrs<30\n-r deeper.txt\n',
    'sub/deeper.txt': 'idna<4\n',
    'c.txt': 'six<2\n',
  })
  expect(await ownList(['-r other.txt', '-c c.txt', 'idna'], repository.path)).toEqual({
    lines: ['--index-url https://x.example/simple', 'attrs', 'six==1.16.0', 'idna'],
    constraints: ['idna<4', 'attrs<30', 'six<2'],
  })
  expect(await ownList(`-r ${join(repository.path, 'c.txt')}\n-r https://x.example/list.txt`, repository.path)).toEqual({
    lines: ['-r https://x.example/list.txt', 'six<2'],
    constraints: [],
  })
})

test('a list that names requirements.txt means that of the repository, and one that names itself is read once', async () => {
  await using repository = await aRepository({ 'requirements.txt': 'six\n-r requirements.txt\n' })
  expect(await ownList('-r requirements.txt', repository.path)).toEqual({ lines: ['six'], constraints: [] })
})

test('a missing file is named', async () => {
  await using repository = await aRepository({ 'sub/a.txt': '-c gone.txt\n' })
  await expect(ownList('-r other.txt', repository.path)).rejects.toThrow('name the file other.txt, which cannot be read (ENOENT)')
  await expect(ownList('-r sub/a.txt', repository.path)).rejects.toThrow('name the file sub/gone.txt')
})

test('without a list of its own a program has those from the repository’s root down to its folder', async () => {
  await using repository = await aRepository({
    'requirements.txt': 'six==1.15.0\n',
    'a/b/requirements.txt': 'six==1.16.0\n-r c.txt\n',
    'a/b/c.txt': 'idna\n',
  })
  const lists = await repositoryLists(repository.path, join(repository.path, 'a/b'))
  expect(lists).toEqual([
    { file: 'requirements.txt', lines: ['six==1.15.0'], constraints: [] },
    { file: 'a/b/requirements.txt', lines: ['idna', 'six==1.16.0'], constraints: [] },
  ])
  expect(await repositoryLists(repository.path, repository.path)).toHaveLength(1)
  expect(await ownList('', repository.path)).toBeUndefined()
})
