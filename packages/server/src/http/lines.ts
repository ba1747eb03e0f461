import type { Body } from './body.ts'

/** A body of JSON lines, which is handed on unparsed. */
export class Lines implements Body {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly digest: string

  constructor({ bytes, digest }: Body) {
    this.bytes = bytes
    this.digest = digest
  }
}
