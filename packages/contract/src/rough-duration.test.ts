import { expect, test } from 'vitest'
import { roughDuration } from './rough-duration.ts'

test('what is only expected is told roughly', () => {
  const shown = [400, 9000, 42_000, 89_000, 90_000, 200_000, 3_600_000, 5_400_000, 100_000_000, 200_000_000].map(roughDuration)
  expect(shown.join(' ')).toBe('~1 s ~9 s ~40 s ~90 s ~2 min ~3 min ~60 min ~2 h ~28 h ~2 d')
})
