/** The answer of an action of the form `text`: a file that is read while it is sent. */
export class TextFile {
  readonly name: string
  readonly parts: AsyncIterable<string>
  readonly type: 'text/plain' | 'text/csv'

  constructor(name: string, parts: AsyncIterable<string>, type: TextFile['type'] = 'text/plain') {
    this.name = name
    this.parts = parts
    this.type = type
  }
}
