import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LogLines, maxLineBytes } from './log-lines.ts'

function lines(...pieces: readonly (string | Uint8Array)[]): readonly string[] {
  const cutter = new LogLines(['s3cret'], 0)
  const taken = pieces.map((piece) => {
    cutter.push(typeof piece === 'string' ? Buffer.from(piece) : piece)
    return cutter.take(false)
  })
  return [...taken.flat(), ...cutter.take(true)].map(({ text }) => text)
}

test('a progress bar yields its last state at each read', () => {
  expect(lines('\r 10%\r 20%\r 30%', '\r 90%\r100%\ndone\n')).toEqual([' 20%', '100%', 'done'])
})

test('a state that is not overwritten stays, and Windows line ends make no empty lines', () => {
  expect(lines('100%\r\n', 'a\r\nb\r', '\nc\n')).toEqual(['100%', 'a', 'b', 'c'])
})

test('empty lines are preserved', () => {
  expect(lines('a\n\n', '\nb\n')).toEqual(['a', '', '', 'b'])
})

test('a line without a line break is given at the end of the output', () => {
  expect(lines('no end')).toEqual(['no end'])
})

test('bytes that are not UTF-8 do not prevent the rest', () => {
  expect(lines(Buffer.from([0x61, 0xff, 0x62, 10]), 'c\n')).toEqual(['a\ufffdb', 'c'])
})

test('a too long line is cut where it splits neither a character nor a secret', () => {
  for (const lead of [0, 1, 2, 3, 4, 5, 6, 7]) {
    const text = 'x'.repeat(maxLineBytes - lead) + 's3cret😀' + 'y'.repeat(10)
    const found = lines(text)
    expect(found.length).toBe(2)
    expect(found.join('')).toBe(text.replace('s3cret', '********'))
  }
})

test('wherever the bytes are split, the lines are the same, and reading can continue after each of them', () => {
  const text = fc.array(fc.constantFrom('a', 'é', '😀', '\n', 's3cret', 's3'), { maxLength: 40 }).map((list) => list.join(''))
  fc.assert(
    fc.property(text, fc.array(fc.nat(60), { maxLength: 5 }), fc.nat(), (whole, cuts, choice) => {
      const bytes = Buffer.from(whole)
      const expected = whole.replaceAll('s3cret', '********').split('\n')
      if (expected.at(-1) === '') expected.pop()
      const places = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length]
      const cutter = new LogLines(['s3cret'], 0)
      const found = places.slice(1).flatMap((place, index) => {
        cutter.push(bytes.subarray(places[index], place))
        return cutter.take(false)
      })
      const all = [...found, ...cutter.take(true)]
      expect(all.map((line) => line.text)).toEqual(expected)

      const from = all.length === 0 ? 0 : choice % all.length
      const resumed = new LogLines(['s3cret'], all[from]?.end ?? 0)
      resumed.push(bytes.subarray(all[from]?.end ?? 0))
      expect(resumed.take(true)).toEqual(all.slice(from + 1))
    }),
  )
})
