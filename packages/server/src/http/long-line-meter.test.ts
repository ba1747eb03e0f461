import { expect, test } from 'vitest'
import { ActionError } from '../errors.ts'
import { LongLineMeter, shortLine } from './long-line-meter.ts'

/** The code of the refusal of lines that arrive cut into pieces of so many bytes. */
function refusalOf(text: string, values: number, pieceLength: number): string | undefined {
  const meter = new LongLineMeter({ values })
  const bytes = Buffer.from(text)
  try {
    for (let at = 0; at < bytes.length; at += pieceLength) meter.add(bytes, at, Math.min(bytes.length, at + pieceLength))
    return undefined
  } catch (error) {
    return error instanceof ActionError ? error.code : String(error)
  }
}

const short = '{"a":[1,2,3]}\n'.repeat(shortLine / 8)
/** A line with so many values, in texts that look like more. */
const long = (values: number): string => `[${Array.from({ length: values - 1 }, () => JSON.stringify('[{,"'.repeat(300))).join(',')}]`

test.each([1_000, 65_536, shortLine, 3 * shortLine])('each long line is measured by itself, in pieces of %d bytes', (pieceLength) => {
  for (const before of ['', short, `"broken${short}`, `${long(400)}\n`]) {
    expect(refusalOf(`${before}${long(400)}\n${short}`, 400, pieceLength)).toBeUndefined()
    expect(refusalOf(`${before}${long(401)}\n${short}`, 400, pieceLength)).toBe('body_too_complex')
  }
})

test('a long line that is nested too deeply is refused before it ends', () => {
  expect(refusalOf(`${short}${'['.repeat(2 * shortLine)}`, 1_000_000, 65_536)).toBe('body_too_complex')
})

test('short lines are not measured, however many', () => {
  expect(refusalOf(short.repeat(2), 1, 65_536)).toBeUndefined()
})
