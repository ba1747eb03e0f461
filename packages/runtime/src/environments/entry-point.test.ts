import { realpath } from 'node:fs/promises'
import { literalEntry } from '../words/entry-point.ts'
import { expect, test } from 'vitest'
import { setUpTask } from '../set-up.ts'
import { aRepository, aSetUp, outputOf } from './set-up.fixture.ts'

test.each([
  ['a.py', 'a.py', []],
  ['sub/a.py --x "1 2"', 'a.py', ['--x', '1 2']],
  ['"my job.py" --x', 'my job.py', ['--x']],
  ['my job.py', 'my job.py', []],
  ["don't.py", "don't.py", []],
  ['job --x', 'job --x', []],
  ['sub/my job.py', 'my job.py', []],
  ['-x.py 1', '-x.py', ['1']],
  ['a.sh', 'a.sh', []],
  ['a.sh 1', 'a.sh 1', []],
])('the literal script of %s is %s with %j, as for ClearML’s agent', (entry, file, args) => {
  expect(literalEntry(entry, 'python')).toEqual({ file, args })
})

/** What prints the name of its own file and its arguments. */
const programs = {
  sh: 'printf "%s" "${0##*/}"; printf "|%s" "$@"',
  node: 'process.stdout.write([process.argv[1].split("/").at(-1), ...process.argv.slice(2)].join("|"))',
  python3: 'import os, sys; sys.stdout.write("|".join([os.path.basename(sys.argv[0]), *sys.argv[1:]]))',
}
const names = { sh: '.sh', node: '.cjs', python3: '.py' }

test.each(['sh', 'node', 'python3'] as const)(
  'a script for %s runs under any name, literal or of a repository, and no name is taken for an option',
  { timeout: 120_000 },
  async (binary) => {
    const text = programs[binary]
    const files = ['my job', "don't", '--version', 'a;b$c"d'].map((name) => `${name}${names[binary]}`)
    await using repository = await aRepository(Object.fromEntries(files.map((file) => [file, text])))
    await using shared = await aSetUp({})
    for (const file of files) {
      for (const script of [{ diff: text }, { repository: repository.path }]) {
        await using setUp = await aSetUp({ binary, entry_point: file, ...script }, { cache: shared.cache })
        const { spec } = await setUpTask('a1', setUp.env, setUp)
        expect((await outputOf({ ...spec, cwd: await realpath(spec.cwd) })).replace(/\|$/, '')).toBe(file)
      }
    }
  },
)

test.each(['-f', '--help', 'exit 3 # "'])('the command line %s is given to the shell as it is', async (line) => {
  await using setUp = await aSetUp({ binary: 'sh', entry_point: line })
  const { spec } = await setUpTask('a1', setUp.env, setUp)
  expect(spec.command.slice(1)).toEqual(['-c', '--', line])
  await expect(outputOf(spec)).rejects.toThrow(line.startsWith('exit') ? 'exit code 3' : 'not found')
})
