import { addToProgram } from './add-to-program.ts'
import { callSiteOf } from './call-site.ts'
import { runCommand } from './command-step.ts'
import { stepContext } from './context.ts'
import { checkOptions } from './check-options.ts'
import { type StepCallOptions, checkName, type StepFunctionOptions } from './function-options.ts'
import type { PythonPackages, PythonSource } from './python-program.ts'
import type { ProgramFunction } from './program-function.ts'
import { callStep, isInBody } from './scope.ts'
import type { StepResult } from './step-result.ts'
import type { StepFile } from './values/step-file.ts'
import type { InputArguments } from './wired.ts'

/** A step of pipelines. Called in a pipeline's body it adds a step to the run; each call is a task of its own. */
export interface StepFunction<I, O> {
  /** Adds the step to the run whose body calls it, and gives its result. */
  (...args: InputArguments<I, StepCallOptions>): StepResult<O>
  /** Names the step. */
  readonly name: string
}

/** A step that is a function of the program. */
export interface LocalStepFunction<I, O> extends StepFunction<I, O> {
  /** The function itself, to call outside of a pipeline, as in a test. */
  readonly fn: (input: I) => O | Promise<O>
}

/** Adds a function to the program and gives what calls it. */
export function defineFunction<F>(
  definer: (...args: never[]) => unknown,
  { name, options, work }: Omit<ProgramFunction, 'site'>,
  own: object,
): F {
  const what = work.by === 'pipeline' ? 'A pipeline' : 'A step'
  checkName(what, name)
  checkOptions(name, options)
  if (isInBody())
    throw new Error(
      `${what} '${name}' is defined while a pipeline's body runs, so the process of a step would not find it. Define it at the top of the file.`,
    )
  const made = { name, site: callSiteOf(definer), options, work }
  addToProgram(made)
  const call = (input?: unknown, called?: StepCallOptions): StepResult<unknown> => callStep(made, input, called)
  Object.defineProperty(call, definitionKey, { value: made })
  return Object.assign(Object.defineProperty(call, 'name', { value: name }), own) as unknown as F
}

/** The property with the definition of a step or pipeline. Global, because a program may hold this package twice. */
const definitionKey = Symbol.for('clearway.definition')

/** The definition behind a step or pipeline; undefined for any other value. */
export function definitionOf(value: unknown): ProgramFunction | undefined {
  return typeof value === 'function' ? (value as { readonly [definitionKey]?: ProgramFunction })[definitionKey] : undefined
}

/**
 * Defines a step: a function that runs as a task of its own. It takes one object and gives a value; both are carried by JSON, typed arrays, bytes, dates
 * and files (`file(path)`), at any depth.
 *
 * ```ts
 * const train = step('train', async ({ rows, lr }: { rows: Row[]; lr: number }) => fit(rows, lr), { retries: 2, resources: { gpus: 1 } })
 * ```
 *
 * @param name unique in the program; names the step's tasks
 * @throws TypeError for a name or options that a step cannot have
 */
function defineStepFunction<I extends object | void = void, O = void>(
  name: string,
  fn: (input: I) => O | Promise<O>,
  options: StepFunctionOptions = {},
): LocalStepFunction<I, O> {
  if (typeof fn !== 'function') throw new TypeError(`Step '${name}' has no function to run.`)
  return defineFunction<LocalStepFunction<I, O>>(
    defineStepFunction,
    { name, options, work: { by: 'function', call: fn as (input: unknown) => unknown } },
    { fn },
  )
}

/** Files and folders of a step that are not part of its program. */
export interface FileOptions {
  /** Files and folders that travel along; paths are relative to the file that defines the step, and the step finds them below its working folder. */
  readonly files?: readonly string[]
}

/** How a step runs that is a shell command. */
export interface CommandOptions<Outputs extends Readonly<Record<string, string>>> extends StepFunctionOptions, FileOptions {
  /** Files that the command makes, by their names in the result; paths are relative to its working folder. */
  readonly outputs?: Outputs
}

/**
 * Defines a step that is a shell command. Its inputs are environment variables, of less than 128 kB each: a text as it is, a file (`StepFile`) as the path
 * of a copy, anything else as JSON, in which files are paths and typed arrays lists; bytes are refused. Its result is the files of `outputs`; without them, the JSON that the command writes to the file `$CLEARWAY_RESULT`, or undefined.
 *
 * ```ts
 * const count = step.command<{ text: StepFile }, number>('count', 'wc -l < "$text" > "$CLEARWAY_RESULT"')
 * ```
 */
function defineCommand<
  I extends object | void = void,
  O = void,
  const Outputs extends Readonly<Record<string, string>> = Record<string, never>,
>(
  name: string,
  command: string,
  { files, outputs, ...options }: CommandOptions<Outputs> = {},
): StepFunction<I, Record<string, never> extends Outputs ? O : { [K in keyof Outputs]: StepFile }> {
  if (typeof command !== 'string' || command.trim() === '') throw new TypeError(`Step '${name}' has no command to run.`)
  const call = runCommand(command, outputs)
  return defineFunction(defineCommand, { name, options, work: { by: 'function', call, files: files ?? [] } }, {})
}

/** How a step runs that is a Python program. */
export interface PythonOptions extends StepFunctionOptions, FileOptions, PythonPackages {
  /** The artifacts that are the parts of its result, by their names; default: the one artifact `result` is the result. */
  readonly outputs?: readonly string[]
}

/**
 * Defines a step that is a Python program, run in an environment with its packages. With ClearML's SDK it reads its inputs as parameters of the section
 * `Args`, results of other steps as the addresses of their artifacts, and stores its result as the artifact `result`. A part of a result, such as
 * `load().get('rows')`, has no address and is refused, unless `outputs` of its step names it: await the result and give the part of its value.
 *
 * ```ts
 * const train = step.python<{ lr: number }, { loss: number }>('train', './train.py', { requirements: ['clearml'], files: ['lib'] })
 * ```
 */
function definePython<I extends object | void = void, O = unknown>(
  name: string,
  source: PythonSource,
  { files = [], requirements, project, outputs, ...options }: PythonOptions = {},
): StepFunction<I, O> {
  if (!isPythonSource(source))
    throw new TypeError(`Step '${name}' has no Python program: give the path of a file, { module } or { source }.`)
  if (requirements !== undefined && project !== undefined)
    throw new TypeError(`Step '${name}' names both requirements and a project. Give the one or the other.`)
  const packages = { ...(requirements === undefined ? {} : { requirements }), ...(project === undefined ? {} : { project }) }
  return defineFunction(definePython, { name, options, work: { by: 'python', source, packages, files, outputs } }, {})
}

function isPythonSource(source: unknown): boolean {
  const { source: text, module } = Object(source) as Readonly<Record<string, unknown>>
  return [source, text, module].some((given) => typeof given === 'string' && given !== '')
}

/** How a step runs that clones a task. */
export interface TaskOptions extends Omit<StepFunctionOptions, 'resources' | 'tags' | 'type'> {
  /** The artifacts that are the parts of its result, by their names; default: the one artifact `result` is the result. */
  readonly outputs?: readonly string[]
}

/** Defines a step that clones an existing task. Its inputs are parameters: of the section `Args`, or of another one that the key names (`General/epochs`). */
function defineFromTask<I extends object | void = void, O = unknown>(
  name: string,
  task: { readonly id: string } | { readonly project: string; readonly name: string },
  { outputs, ...options }: TaskOptions = {},
): StepFunction<I, O> {
  if (!isTask(task)) throw new TypeError(`Step '${name}' names no task: give { id } or { project, name } after the step's own name.`)
  return defineFunction(defineFromTask, { name, options, work: { by: 'task', task, outputs } }, {})
}

function isTask(task: unknown): boolean {
  const { id, project, name } = Object(task) as Readonly<Record<string, unknown>>
  return typeof id === 'string' || (typeof project === 'string' && typeof name === 'string')
}

/** The ways to define a step, and the context of a running one. */
export interface StepDefiner {
  /** Defines a step that is a function of the program. */
  <I extends object | void = void, O = void>(
    name: string,
    fn: (input: I) => O | Promise<O>,
    options?: StepFunctionOptions,
  ): LocalStepFunction<I, O>
  readonly command: typeof defineCommand
  readonly python: typeof definePython
  readonly fromTask: typeof defineFromTask
  readonly context: typeof stepContext
}

/**
 * Defines a step: `step(name, fn)` of a function, `step.command` of a shell command, `step.python` of a Python program, `step.fromTask` of an existing
 * task. `step.context()` gives the context of the step whose function calls it.
 */
export const step: StepDefiner = Object.assign(defineStepFunction, {
  command: defineCommand,
  python: definePython,
  fromTask: defineFromTask,
  context: stepContext,
})
