import type { StoredFile } from '../db/tables/files.ts'
import { nameOf } from '../file-path.ts'
import { defined } from '../defined.ts'

/** Content types that a browser shows and never runs. */
const harmless = /^(?:image\/(?!svg)[\w.+-]+|audio\/[\w.+-]+|video\/[\w.+-]+|text\/(?:plain|csv)|application\/json)$/

/** Names of compressed files. Clients would decompress them if the content type said that they are compressed. */
const packed = /\.(?:gz|tgz|bz2|xz|br|z|zst)$/i

/** The headers for a user's file: a browser may show it, and nothing in it can run in the server's origin. */
export function fileHeaders({ path, sha256, contentType }: StoredFile, download: boolean): Readonly<Record<string, string>> {
  const type = packed.test(path) || !/^[\w.+-]+\/[\w.+-]+$/.test(contentType) ? 'application/octet-stream' : contentType.toLowerCase()
  const shown = harmless.test(type)
  return {
    'accept-ranges': 'bytes',
    etag: `"${sha256}"`,
    // A path can be written again, so a browser asks at each use; for an unchanged file the answer is short.
    'cache-control': 'private, no-cache',
    'content-type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    'content-disposition': disposition(shown && !download ? 'inline' : 'attachment', nameOf(path)),
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    ...(shown
      ? {}
      : {
          'content-security-policy': `sandbox; default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'; font-src data:`,
        }),
  }
}

/** The header with the file's name, in ASCII for older clients and in UTF-8 for others (RFC 6266). */
function disposition(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const exact = encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${defined(sign.codePointAt(0)).toString(16).toUpperCase()}`)
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${exact}`
}

/** Whether an `If-None-Match` or `If-Range` header names these bytes. */
export function namesBytes(header: string | undefined, sha256: string): boolean {
  return header !== undefined && header.split(',').some((tag) => ['*', `"${sha256}"`].includes(tag.trim().replace(/^W\//, '')))
}
