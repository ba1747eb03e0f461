// The engine takes its digest from outside; here the outside is this test.
// oxlint-disable-next-line no-restricted-imports
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { identityText, stepHash } from './step-hash.ts'
import type { StepIdentity } from './step-hash.ts'

const identity: StepIdentity = {
  script: { repository: '', diff: "print('é 😀')\n\x7f", entry_point: 'a.py', requirements: { pip: 'numpy' } },
  parameters: { 'Args/x': '1', '😀': 'a', '\ufffd': 'b' },
  configurations: {},
  container: { image: 'python:3', arguments: '', setup_shell_script: '' },
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

test('the text and the hash are those that Python makes of the same step', () => {
  expect(identityText(identity)).toBe(
    String.raw`{"configs": {}, "docker": {"arguments": "", "setup_shell_script": ""}, "hyper_params": {"Args/x": "1", "\ufffd": "b", "\ud83d\ude00": "a"}, "script": {"diff": "print('\u00e9 \ud83d\ude00')\n\u007f", "entry_point": "a.py", "repository": ""}}`,
  )
  expect(stepHash(identity, md5)).toBe('f3da7d053b66a05eae05a659e51c1423')
})

test('requirements and a default image change nothing, an explicit image does', () => {
  const hash = stepHash(identity, md5)
  expect(stepHash({ ...identity, script: { ...identity.script, requirements: { pip: 'torch' } } }, md5)).toBe(hash)
  expect(stepHash({ ...identity, container: { ...identity.container, image: 'other' } }, md5)).toBe(hash)
  expect(stepHash({ ...identity, image: 'other' }, md5)).not.toBe(hash)
})

test('code in a repository without commit or tag has no identity', () => {
  const script = { ...identity.script, repository: 'git@host:repo' }
  expect(stepHash({ ...identity, script }, md5)).toBeUndefined()
  expect(stepHash({ ...identity, script: { ...script, version_num: 'abc' } }, md5)).toBeDefined()
  expect(stepHash({ ...identity, script: { ...script, tag: 'v1' } }, md5)).toBeDefined()
})
