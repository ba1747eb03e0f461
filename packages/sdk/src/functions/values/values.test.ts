import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inspect, isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { Connection } from '../../connection.ts'
import { hashOf } from '../../task/files.ts'
import { partsOf } from '../../task/upload.ts'
import { attachmentTexts } from './attachments.ts'
import { partOf, ValueReader } from './decode.ts'
import { encode } from './encode.ts'
import { fromNpy, toNpy } from './npy.ts'
import { file, StepFile } from './step-file.ts'
import { textOf } from './tree.ts'

const folder = mkdtempSync(join(tmpdir(), 'clearway-values-'))
afterAll(() => rmSync(folder, { recursive: true }))

let count = 0

/** Carries a value as a step does, with files of this machine in place of a server's. */
async function carried(value: unknown): Promise<unknown> {
  const tree = encode(value, { what: 'The value' })
  const texts = await attachmentTexts(tree, async ({ content, fileName }) => {
    const stored = 'file' in content ? content.file : join(folder, `${(count += 1)}.${fileName}`)
    if (!('file' in content)) writeFileSync(stored, Buffer.concat(partsOf(content)))
    return { uri: pathToFileURL(stored).href, hash: await hashOf(content), size: 0 }
  })
  const text = textOf(tree, (node) => texts.get(node)!)
  expect(text).not.toContain('${')
  return new ValueReader({} as Connection).read(text)
}

const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('${step.id}', '$', '\\${', '\ud800', '__proto__'),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.bigInt(),
  fc.date({ noInvalidDate: true }),
  fc.constant(null),
  fc.constant(undefined),
)
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.uint8Array({ maxLength: 20 }).map((list) => Buffer.from(list)),
  fc.float64Array({ maxLength: 5 }),
  fc.float32Array({ maxLength: 5 }),
  fc.int16Array({ maxLength: 5 }),
  fc.uint32Array({ maxLength: 5 }),
  fc.uint8ClampedArray({ maxLength: 5 }),
  fc.bigInt64Array({ maxLength: 5 }),
)
const key = fc.oneof(fc.string(), fc.constantFrom('$step', '$$', '$value', '__proto__', 'constructor', '${a.id}'))
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    bytes,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map(objectOf),
  ),
}))

/** An object with own properties only, `__proto__` among them; without undefined ones, which are left out as in JSON. */
function objectOf(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined))
}

test('undefined is carried as a value and in a list, and left out as a property', async () => {
  expect(await carried(undefined)).toBeUndefined()
  expect(await carried({ list: [1, undefined], gone: undefined, inner: { gone: undefined } })).toStrictEqual({
    list: [1, undefined],
    inner: {},
  })
})

test('whatever can be carried comes back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(anyValue, async (value) => {
      const found = await carried(value)
      // Vitest takes a property `constructor` for the class.
      expect(isDeepStrictEqual(found, value), `${inspect(found)} instead of ${inspect(value)}`).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('a typed array is an .npy file that NumPy reads', async () => {
  const tree = encode(Float32Array.of(1, 2.5), { what: 'The value' })
  const [node] = [tree as unknown as { readonly content: { readonly parts: readonly Uint8Array[] } }]
  const text = Buffer.concat(node.content.parts).toString('latin1', 0, 64)
  expect(text.slice(1, 6)).toBe('NUMPY')
  expect(text.slice(10).trim()).toBe("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }".slice(0, 54).trim())
})

test('an array that NumPy has stored column by column is read row by row, whatever its dimensions', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }), (shape) => {
      const count = shape.reduce((product, length) => product * length, 1)
      const stored = new Float32Array(count)
      // Each element is its own place row by row.
      for (let place = 0; place < count; place += 1) {
        const indexes: number[] = []
        let rest = place
        for (const length of shape.toReversed()) {
          indexes.unshift(rest % length)
          rest = Math.floor(rest / length)
        }
        stored[shape.reduceRight((sum, length, axis) => sum * length + indexes[axis]!, 0)] = place
      }
      const [head, elements] = toNpy(stored)!
      const fields = Buffer.from(head).toString('latin1')
      const marked = fields.replace(
        /'fortran_order'.*\n/,
        `'fortran_order': True, 'shape': (${shape.join(', ')},), }`.padEnd(fields.length),
      )
      const file = Buffer.concat([Buffer.from(marked.slice(0, head.length - 1), 'latin1'), Buffer.from('\n'), elements])
      expect(fromNpy(new Uint8Array(file))).toEqual(Float32Array.from({ length: count }, (_, place) => place))
    }),
  )
})

test('a part of a value is undefined where its last key is missing, because such a property is not stored', () => {
  const value = { rows: [{ note: undefined }], count: 2 }
  expect(partOf(value, ['rows', 0, 'note'], 'The result')).toBeUndefined()
  expect(partOf(value, ['rows', 1], 'The result')).toBeUndefined()
  expect(() => partOf(value, ['rows', 1, 'note'], 'The result of load')).toThrow(
    'The part rows.1 of the result of load is no object or list, so it has no part "note", which .get(…) asks for.',
  )
  expect(() => partOf(undefined, ['rows'], 'The result')).toThrow('The result is no object or list')
})

test('a file comes back as a file, with its name and content', async () => {
  const path = join(folder, 'rows.csv')
  writeFileSync(path, 'a,b\n1,2\n')
  const { data } = (await carried({ data: file(path) })) as { data: StepFile }
  expect(data).toBeInstanceOf(StepFile)
  expect([data.name, await data.text()]).toEqual(['rows.csv', 'a,b\n1,2\n'])
})

class Point {
  readonly x = 1
}
const loop: unknown[] = []
loop.push({ again: loop })

test.each([
  [() => 1, 'The value: it is a function'],
  [{ a: [1, () => 1] }, 'The value: a[1] is a function'],
  [{ 'a b': { c: new Map() } }, 'The value: ["a b"].c is a Map, which cannot be carried to another step. Give Object.fromEntries of it.'],
  [[new Point()], 'The value: [0] is a Point'],
  [loop, 'The value: [0].again is part of itself'],
  [{ when: new Date(NaN) }, 'The value: when is an invalid date'],
  [{ p: Promise.resolve(1) }, 'Await it first'],
  [{ s: Symbol('x') }, 'The value: s is a symbol'],
  [new ArrayBuffer(1), 'Give a Uint8Array over it'],
])('%o is refused with its path', (value, message) => {
  expect(() => encode(value, { what: 'The value' })).toThrow(message)
})

test('data of others is read as it is, also with keys that begin like a marker', async () => {
  const read = new ValueReader({} as Connection).read('{"$schema":"x","n":[{"$id":1}]}')
  expect(await read).toEqual({ $schema: 'x', n: [{ $id: 1 }] })
})

test('a stored value that was changed behind its hash is refused', async () => {
  const path = join(folder, 'changed.bin')
  writeFileSync(path, 'one')
  const text = JSON.stringify({ $bytes: { type: 'Buffer', url: pathToFileURL(path).href, hash: await hashOf({ file: path }) } })
  writeFileSync(path, 'two')
  await expect(new ValueReader({} as Connection).read(text)).rejects.toThrow('It was overwritten or damaged')
})
