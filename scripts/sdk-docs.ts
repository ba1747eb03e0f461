import ts from 'typescript-5.9'

/** A doc comment. */
export interface Doc {
  /** The text, with what it throws; empty if there is none. */
  readonly text: string
  /** The parameters that it describes by `@param`. */
  readonly parameters: readonly (readonly [name: string, text: string])[]
}

/** The doc comment of a declaration; of several, the first one that has any. */
export function docOf(declarations: readonly ts.Node[]): Doc {
  const docs = declarations.map(docOfOne)
  return docs.find(({ text }) => text !== '') ?? docs[0] ?? { text: '', parameters: [] }
}

/** The code block in a doc comment. */
export function exampleIn(text: string): string | undefined {
  return /```[^]*?```/.exec(text)?.[0]
}

function docOfOne(node: ts.Node): Doc {
  const found = ts.getJSDocCommentsAndTags(node)
  const comment = found.filter(ts.isJSDoc).map((one) => textOf(one.comment))
  const tags = ts.getJSDocTags(node)
  const thrown = tags.filter(ts.isJSDocThrowsTag).map((tag) => {
    const error = tag.typeExpression === undefined ? '' : tag.typeExpression.type.getText()
    return `Throws ${[error, textOf(tag.comment)].filter((part) => part !== '').join(' ')}.`
  })
  return {
    text: [...comment, ...thrown].filter((part) => part !== '').join('\n\n'),
    parameters: tags.filter(ts.isJSDocParameterTag).map((tag) => [tag.name.getText(), textOf(tag.comment)] as const),
  }
}

function textOf(comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string {
  return (ts.getTextOfJSDocComment(comment) ?? '').trim()
}
