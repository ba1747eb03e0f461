import { parametersOf } from '@clearway/engine'
import type { Task } from '../task.ts'
import { inStep, type StepContext } from './context.ts'
import { wholeKey } from './inputs.ts'
import type { FunctionWork } from './program-function.ts'
import { storeResult } from './results.ts'
import { outsideBody } from './scope.ts'
import { ValueReader } from './values/decode.ts'
import { encode } from './values/encode.ts'

/** Runs a step's function with the inputs of its task, and stores its result. */
export async function runStep(name: string, work: FunctionWork, task: Task, signal: AbortSignal): Promise<void> {
  const parameters = parametersOf(task.document)
  const input = await readInput(new ValueReader(task.connection), parameters)
  const context: StepContext = {
    task,
    logger: task.logger,
    parameters,
    attempt: Number(task.document.runtime?.['step_attempt'] ?? 1),
    signal,
    uploadArtifact: (artifact, value) => task.uploadArtifact(artifact, value),
  }
  const result = await outsideBody(() => inStep(context, async () => work.call(input)))
  await storeResult(task, encodeResult(result, `The result of step '${name}'`))
  await task.logger.flush()
}

/** The error of a result that cannot be stored has no stack: no line of it would be of the user's code. */
function encodeResult(result: unknown, what: string): ReturnType<typeof encode> {
  try {
    return encode(result, { what })
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith(what)) delete error.stack
    throw error
  }
}

/** The input of a step: one object, from the task's `Args`, or the one value that was given as a whole. */
async function readInput(reader: ValueReader, parameters: Readonly<Record<string, string>>): Promise<unknown> {
  const entries = Object.entries(parameters).flatMap(([path, text]) =>
    path.startsWith('Args/') ? [[path.slice('Args/'.length), text] as const] : [],
  )
  const values = await Promise.all(entries.map(async ([key, text]) => [key, await readText(reader, key, text)] as const))
  const input = Object.fromEntries(values)
  return wholeKey in input ? input[wholeKey] : input
}

async function readText(reader: ValueReader, key: string, text: string): Promise<unknown> {
  try {
    JSON.parse(text)
  } catch {
    // A text that a person has typed without the quotes of JSON.
    return text
  }
  try {
    return await reader.read(text)
  } catch (error) {
    throw new Error(`The input '${key}' cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
