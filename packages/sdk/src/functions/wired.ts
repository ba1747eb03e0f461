import type { StepResult } from './step-result.ts'
import type { StepFile } from './values/step-file.ts'

/** Values that are carried as one, so that no part of them can be a step's result. */
type Whole = string | number | boolean | bigint | null | undefined | Date | ArrayBufferView | StepFile

/** An input of a step, any part of which may be the result of an earlier step instead of a value. */
export type Wired<T> = T | StepResult<T> | (T extends Whole ? T : T extends object ? { readonly [K in keyof T]: Wired<T[K]> } : T)

/** A text that stands for a value of the run: `${pipeline.epochs}`, `${load.result}`, `${load.artifacts.rows.url}`. */
export type Reference = `\${${string}}`

/** An input of a function step of a controller, any part of which may be a reference instead of a value. */
export type Referable<T> = T | Reference | (T extends Whole ? T : T extends object ? { readonly [K in keyof T]: Referable<T[K]> } : T)

/** What a pipeline's body returns, with the values in place of steps' results. */
export type Unwired<T> =
  T extends PromiseLike<infer V> ? Unwired<V> : T extends Whole ? T : T extends object ? { [K in keyof T]: Unwired<T[K]> } : T

/** The arguments of a call: none are needed if the input is empty. */
export type InputArguments<I, Options> = [I] extends [void]
  ? [input?: Record<string, never> | undefined, options?: Options | undefined]
  : Record<string, never> extends Wired<I>
    ? [input?: Wired<I>, options?: Options]
    : [input: Wired<I>, options?: Options]
