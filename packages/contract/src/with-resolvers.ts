/** `Promise.withResolvers`, which the Node that runs a program with the SDK may lack: it came with Node 22. */
export function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve: PromiseWithResolvers<T>['resolve'] = () => {}
  let reject: PromiseWithResolvers<T>['reject'] = () => {}
  const promise = new Promise<T>((...given) => {
    ;[resolve, reject] = given
  })
  return { promise, resolve, reject }
}
