/** What a call of a step gives, inside a pipeline's body. */
export interface StepResult<T> extends Promise<T> {
  /**
   * A part of the result, as a result of its own: given to another step, it is a dependency, and only that part is read. A property that the result lacks
   * is undefined.
   *
   * @throws when it is awaited, if the result is no object or list
   */
  get<K extends keyof T>(key: K): StepResult<T[K]>
}

/** How the promise of a result gets its value. */
export interface ResultSource {
  /** Called when somebody waits for the value for the first time: whoever only passes a result on needs no value here. */
  readonly onWanted: () => void
  /** The call whose result it is. */
  readonly call: object
  /** The keys from the whole result down to this part; empty for the whole. */
  readonly path: readonly (string | number)[]
  readonly part: (key: string | number) => StepResult<unknown>
}

const sources = new WeakMap<object, ResultSource>()

/** The source of a step's result; undefined for any other object. */
export function sourceOf(value: object): ResultSource | undefined {
  return sources.get(value)
}

/**
 * The promise of a step's result. Until somebody waits for it, its failure is no unhandled rejection: the run counts it instead.
 */
export class ResultPromise<T> extends Promise<T> implements StepResult<T> {
  // Promises derived from it are plain ones.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  static of<T>(source: ResultSource): {
    readonly promise: ResultPromise<T>
    readonly resolve: (value: T) => void
    readonly reject: (error: unknown) => void
  } {
    let resolve!: (value: T) => void
    let reject!: (error: unknown) => void
    const promise = new ResultPromise<T>((onValue, onError) => {
      resolve = onValue
      reject = onError
    })
    sources.set(promise, source)
    // Not the own `then`, which counts as waiting for the value.
    void Promise.prototype.then.call(promise, undefined, () => {})
    return { promise, resolve, reject }
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a promise has one
  override then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    sources.get(this)?.onWanted()
    return super.then(onValue, onError)
  }

  get<K extends keyof T>(key: K): StepResult<T[K]> {
    const source = sources.get(this)
    if (source === undefined) throw new TypeError('This is no result of a step.')
    return source.part(key as string | number) as StepResult<T[K]>
  }
}
