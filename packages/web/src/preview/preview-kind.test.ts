import { expect, test } from 'vitest'
import { previewKind, textOf } from './preview-kind.ts'

test('the ending of an address says how a file is shown', () => {
  const kinds = ['a/x.PNG?y=1', 'x.csv.gz', 'x.tsv', 'x.json', 'x.json.gz', 'x.png.gz', 'x.pkl', 'x', 'x.constructor'].map((address) => {
    const { kind, isCompressed, separator } = previewKind(address)
    return `${kind} ${isCompressed} ${separator === ',' ? 'comma' : 'tab'}`
  })
  expect(kinds).toEqual([
    'image false comma',
    'table true comma',
    'table false tab',
    'json false comma',
    'json true comma',
    'undefined true comma',
    'undefined false comma',
    'undefined false comma',
    'undefined false comma',
  ])
})

test('text is told from other bytes, also where it was cut within a character', () => {
  const bytes = new TextEncoder().encode('数据')
  expect(textOf(bytes)).toBe('数据')
  expect(textOf(bytes.subarray(0, 5))).toBe('数')
  expect(textOf(new Uint8Array([1, 0, 2]))).toBeUndefined()
  expect(textOf(new Uint8Array([0xff, 0xfe, 0xfd, 0xfc, 0xfb, 65]))).toBeUndefined()
})
