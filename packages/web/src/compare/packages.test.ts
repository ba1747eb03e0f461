import { expect, test } from 'vitest'
import { packagesOf } from './packages.ts'

test('packages are read from lines and from lists, without comments and options', () => {
  expect(packagesOf({ pip: 'NumPy==2.1.0\n# why\n\npandas >=2  # data\n--index-url x\ntorch[cuda]\ngit+https://a/b.git' })).toEqual([
    { name: 'numpy', version: '2.1.0' },
    { name: 'pandas', version: '>=2' },
    { name: 'torch[cuda]', version: 'any' },
    { name: 'git+https://a/b.git', version: 'any' },
  ])
  expect(packagesOf({ pip: ['a==1', 3], conda: { x: 1 } })).toEqual([{ name: 'a', version: '1' }])
  expect(packagesOf(undefined)).toEqual([])
})
