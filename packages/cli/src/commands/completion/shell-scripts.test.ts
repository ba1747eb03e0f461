import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellScripts } from './shell-scripts.ts'

/** What bash replaces by what, where a user asks for the completion of a line; the command answers with two names, after the words that it gets. */
function completedByBash(line: string): readonly string[] {
  const program = `
${shellScripts.bash}
clearway() { printf '%s\\tthe words\\n' "$(IFS='|'; echo "\${*:3}")"; printf '%s\\n' 'localhost:8790' 'iris #2'; }
COMP_LINE="$1" COMP_POINT=\${#1} COMP_WORDS=(clearway)
_clearway
printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['--norc', '-c', program, 'bash', line], { encoding: 'utf8' }).trimEnd().split('\n')
}

test('bash gives the command the words as they are meant, and gets names in the form in which they are typed', () => {
  expect(completedByBash('clearway task show ')).toEqual([String.raw`task\|show\|`, 'localhost:8790', String.raw`iris\ #2`])
  expect(completedByBash(String.raw`clearway  task show iris\ `)[0]).toBe(String.raw`task\|show\|iris\ `)
  expect(completedByBash(`clearway 'task' "show" 'iris #`)).toEqual(['task|show|iris #', 'localhost:8790', 'iris #2'])
  expect(completedByBash(String.raw`clearway task show "a \"b`)[0]).toBe('task|show|a "b')
  expect(completedByBash(`clearway task show '' x`)[0]).toBe(String.raw`task\|show\|\|x`)
})

test('bash replaces what stands behind the last colon of a word alone', () => {
  expect(completedByBash('clearway profile use localhost:87')[1]).toBe('8790')
  expect(completedByBash("clearway profile use 'localhost:87")[1]).toBe('localhost:8790')
})
