const magic = '\u0093NUMPY'

interface ArrayClass {
  readonly name: string
  readonly BYTES_PER_ELEMENT: number
  new (buffer: ArrayBuffer, offset?: number, length?: number): ArrayBufferView
}

/** The classes of typed arrays by NumPy's names of their types; little-endian, as on all machines that Node runs on. */
const classes: readonly (readonly [string, ArrayClass])[] = [
  ['|i1', Int8Array],
  ['|u1', Uint8ClampedArray],
  ['<i2', Int16Array],
  ['<u2', Uint16Array],
  ['<i4', Int32Array],
  ['<u4', Uint32Array],
  ['<i8', BigInt64Array],
  ['<u8', BigUint64Array],
  ['<f4', Float32Array],
  ['<f8', Float64Array],
  // Node 20 lacks it.
  ...('Float16Array' in globalThis ? [['<f2', globalThis.Float16Array] as const] : []),
]

/** A typed array as an `.npy` file, which NumPy reads: its head and the bytes of the array itself. Undefined for a view of another kind. */
export function toNpy(array: ArrayBufferView): readonly [head: Uint8Array, elements: Uint8Array] | undefined {
  const found = classes.find(([, type]) => array instanceof type)
  if (found === undefined) return undefined
  const [dtype, type] = found
  const fields = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${array.byteLength / type.BYTES_PER_ELEMENT},), }`
  // The data begins at a multiple of 64 bytes.
  const length = Math.ceil((10 + fields.length + 1) / 64) * 64
  const head = new Uint8Array(length)
  head.set(Buffer.from(magic, 'latin1'))
  head.set([1, 0, (length - 10) & 0xff, (length - 10) >> 8], 6)
  head.set(Buffer.from(`${fields.padEnd(length - 11)}\n`, 'latin1'), 10)
  return [head, new Uint8Array(array.buffer, array.byteOffset, array.byteLength)]
}

/**
 * The typed array of an `.npy` file; an array of several dimensions is given as one list of its elements, row by row, also where the file has them column
 * by column. Throws for types that JavaScript lacks.
 */
export function fromNpy(bytes: Uint8Array<ArrayBuffer>): ArrayBufferView {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (head.toString('latin1', 0, 6) !== magic) throw new Error('This is no .npy file.')
  const isShort = head[6] === 1
  const start = isShort ? 10 + head.readUInt16LE(8) : 12 + head.readUInt32LE(8)
  const fields = head.toString('latin1', isShort ? 10 : 12, start)
  const dtype = /'descr':\s*'([^']+)'/.exec(fields)?.[1]
  const found = classes.find(([name]) => name === dtype)
  if (found === undefined) throw new Error(`An array of type ${dtype ?? 'unknown'} cannot be read here.`)
  const [, type] = found
  const offset = bytes.byteOffset + start
  const shape = [...(/'shape':\s*\(([^)]*)\)/.exec(fields)?.[1] ?? '').matchAll(/\d+/g)].map(Number)
  if (/'fortran_order':\s*True/.test(fields) && shape.length > 1)
    return new type(rowByRow(bytes.subarray(start), shape, type.BYTES_PER_ELEMENT).buffer)
  // A copy where the elements do not begin at a multiple of their size, which the class needs.
  if (offset % type.BYTES_PER_ELEMENT !== 0) return new type(bytes.slice(start).buffer)
  return new type(bytes.buffer, offset, (bytes.byteLength - start) / type.BYTES_PER_ELEMENT)
}

/** The elements of an array in which the first index changes fastest, in the order in which the last one does. */
function rowByRow(elements: Uint8Array, shape: readonly number[], size: number): Uint8Array<ArrayBuffer> {
  const sorted = new Uint8Array(elements.length)
  const position = shape.map(() => 0)
  let from = 0
  for (let to = 0; to < sorted.length; to += size) {
    for (let byte = 0; byte < size; byte += 1) sorted[to + byte] = elements[from + byte] ?? 0
    // The next position: the last index first, and the one before it where that has come to its end.
    let stride = elements.length
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const length = shape[axis] ?? 1
      stride /= length
      position[axis] = ((position[axis] ?? 0) + 1) % length
      from += stride
      if (position[axis] !== 0) break
      from -= stride * length
    }
  }
  return sorted
}
