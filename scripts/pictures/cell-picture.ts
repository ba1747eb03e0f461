import { crc32, deflateSync } from 'node:zlib'

const size = 160

/** A PNG of some round cells on a dark ground, other ones for each seed; `isMask` paints them white on black. */
export function cellPicture(seed: number, isMask: boolean): Buffer {
  const cells = Array.from({ length: 9 }, (_, n) => ({
    x: (37 * (n + 1) * (seed + 2)) % size,
    y: (61 * (n + 2) * (seed + 1)) % size,
    radius: 9 + ((n * 7 + seed * 5) % 13),
  }))
  const rows = Array.from({ length: size }, (_, y) => {
    const row = [0]
    for (let x = 0; x < size; x += 1) {
      const depth = Math.max(...cells.map((cell) => 1 - Math.hypot(x - cell.x, y - cell.y) / cell.radius))
      const light = isMask ? (depth > 0 ? 255 : 0) : depth > 0 ? 90 + 150 * Math.min(1, depth * 1.6) : 18 + ((x * 7 + y * 13) % 9)
      row.push(isMask ? light : light * 0.35, light, isMask ? light : light * 0.6)
    }
    return Buffer.from(row.map(Math.round))
  })
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  // 8 bits of red, green and blue.
  head.set([8, 2], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))])
}

function chunk(kind: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
