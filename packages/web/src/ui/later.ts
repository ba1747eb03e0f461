import { type ComponentType, lazy } from 'react'

/** How long after a failure the server is asked again, and for how long after a reload another failure is one of the code. */
const [againMilliseconds, freshMilliseconds] = [1000, 10_000]
/** Where the session stores when the page was last loaded anew. */
const storedAs = 'loaded-anew'

/**
 * A component whose code is loaded when it is first rendered, below a `Suspense`. `load` loads it before, as soon as somebody is about to ask for it; it
 * may be called often. Where the code cannot be loaded, the server is away or has been given a newer app: the page waits until the server answers and is
 * loaded anew, because browsers do not load a module again that has failed.
 */
export function later<Props extends object>(loaded: () => Promise<ComponentType<Props>>) {
  const load = async (): Promise<{ default: ComponentType<Props> }> => {
    try {
      return { default: await loaded() }
    } catch (error) {
      while (!(await doesServerAnswer())) await new Promise((resolve) => setTimeout(resolve, againMilliseconds))
      if (Date.now() - Number(sessionStorage.getItem(storedAs)) < freshMilliseconds) throw error
      sessionStorage.setItem(storedAs, String(Date.now()))
      window.location.reload()
      return new Promise(() => {})
    }
  }
  // What fails here fails again where the component is rendered, which shows it.
  return Object.assign(lazy(load), { load: (): void => void loaded().catch(() => {}) })
}

async function doesServerAnswer(): Promise<boolean> {
  try {
    return (await fetch('/', { headers: { accept: 'text/html' } })).ok
  } catch {
    return false
  }
}
