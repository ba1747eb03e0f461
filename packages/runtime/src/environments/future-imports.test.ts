import { expect, test } from 'vitest'
import { putBehindFutureImports } from './future-imports.ts'

test.each([
  ['', 'x = 1\n'],
  ['from __future__ import annotations\n', 'x = 1\n'],
  ['# a comment\n\n"""One line"""\nfrom __future__ import annotations, division  # why\n', '\nx = 1\n'],
  ["r'''Several\nlines\n# of it'''\n\nfrom __future__ import (\n    annotations,  # (\n    division,\n)\n", 'x = 1\n'],
  ["'short'\nfrom __future__ import annotations\nfrom __future__ import \\\n    division\n", 'import os\nfrom __future__ import late\n'],
  ['', '"""from __future__ import annotations\n"""\nx = 1\n'],
  ['', '"""never closed\nfrom __future__ import annotations\n'],
])('lines are put behind %j and before %j', (before, after) => {
  expect(putBehindFutureImports(`first\nsecond\n${before}${after}`, 2)).toBe(`${before}first\nsecond\n${after}`)
})
