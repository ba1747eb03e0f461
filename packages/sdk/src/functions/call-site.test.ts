import { expect, onTestFinished, test } from 'vitest'
import { type CallSite, callSiteOf } from './call-site.ts'

const define = (): CallSite => callSiteOf(define)

test('a call’s place is read from the stack once, when it is first asked for: in a bundle that decodes the source map', () => {
  const found = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace') ?? { value: undefined }
  onTestFinished(() => void Object.defineProperty(Error, 'prepareStackTrace', found))
  let formatted = 0
  Error.prepareStackTrace = (error, frames) => {
    formatted += 1
    return `${error}\n${frames.map((frame) => `    at ${String(frame)}`).join('\n')}`
  }
  const site = define()
  expect(formatted).toBe(0)
  expect([site.file, site.place]).toEqual([import.meta.filename, expect.stringContaining(`${import.meta.filename}:`)])
  expect(formatted).toBe(1)
})
