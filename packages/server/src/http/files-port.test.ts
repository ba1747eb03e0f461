import { expect, test } from 'vitest'
import { belowFiles } from './files-port.ts'

test.each([
  ['/', '/files'],
  ['/?x=1', '/files?x=1'],
  ['/p/t/a%20b?download', '/files/p/t/a%20b?download'],
  ['/files', '/files'],
  ['/files?x', '/files?x'],
  ['/files/p/x', '/files/p/x'],
  ['/filesystem/x', '/files/filesystem/x'],
  ['/delete_many', '/files/delete_many'],
])('at the port of the files %s means %s', (asked, meant) => {
  expect(belowFiles(asked)).toBe(meant)
})
