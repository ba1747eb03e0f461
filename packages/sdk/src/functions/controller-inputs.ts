import type { Connection } from '../connection.ts'
import { inputTexts, inputTrees } from './inputs.ts'
import { isPlain } from './values/encode.ts'

/** The result of a function step, or a part of it. */
class ResultOf {
  readonly of: string
  readonly path: readonly (string | number)[]

  constructor(of: string, path: readonly (string | number)[]) {
    this.of = of
    this.path = path
  }
}

export interface FunctionInputs {
  readonly step: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly isFunctionStep: (step: string) => boolean
  /** Gives the text of a reference to a result. */
  readonly write: (step: string, path: readonly (string | number)[]) => string
}

/** The parameters of a function step's task. Texts that hold references other than to results stay as they are, for the engine to resolve. */
export async function functionInputTexts(
  connection: Connection,
  { step, inputs, isFunctionStep, write }: FunctionInputs,
): Promise<Record<string, string>> {
  const values: Record<string, unknown> = {}
  const texts: Record<string, string> = {}
  for (const [key, given] of Object.entries(inputs)) {
    const value = withResults(given, { step, isFunctionStep })
    if (typeof value === 'string' && value.includes('${')) texts[`Args/${key}`] = value
    else values[key] = value
  }
  const trees = inputTrees(`The input of step '${step}'`, values, (value) => (value instanceof ResultOf ? value : undefined))
  return {
    ...(await inputTexts(connection, trees, (result) => {
      const { of, path } = result as ResultOf
      return write(of, path)
    })),
    ...texts,
  }
}

const form = /^\$\{(.+?)\.result((?:\.[^.}]+)*)\}$/

/** A value with the results of steps in place of the texts that name them. */
function withResults(value: unknown, names: Pick<FunctionInputs, 'step' | 'isFunctionStep'>): unknown {
  if (typeof value === 'string') return resultOf(value, names)
  if (Array.isArray(value)) return value.map((item: unknown) => withResults(item, names))
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withResults(item, names)]))
}

function resultOf(text: string, { step, isFunctionStep }: Pick<FunctionInputs, 'step' | 'isFunctionStep'>): string | ResultOf {
  const [, of = '', path = ''] = form.exec(text) ?? []
  if (of === '') return text
  if (!isFunctionStep(of))
    throw new TypeError(
      `Step '${step}' is given ${text}, and the pipeline has no function step '${of}'. Name one of its function steps, or an artifact: \${${of}.artifacts.NAME.url}.`,
    )
  const parts = path.split('.').slice(1)
  return new ResultOf(
    of,
    parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
  )
}
