import { type ComponentType, lazy } from 'react'
import { isBuiltAnew } from './is-built-anew.ts'

/**
 * A component whose code is loaded when it is first rendered, below a `Suspense`. `load` loads it before, as soon as somebody is about to ask for it; it
 * may be called often. Where the server has been given a newer app meanwhile, the page is loaded anew, as the router does for whole pages.
 */
export function later<Props extends object>(loaded: () => Promise<ComponentType<Props>>) {
  const load = async (): Promise<{ default: ComponentType<Props> }> => {
    try {
      return { default: await loaded() }
    } catch (error) {
      if (!(await isBuiltAnew())) throw error
      window.location.reload()
      return new Promise(() => {})
    }
  }
  // What fails here fails again where the component is rendered, which shows it.
  return Object.assign(lazy(load), { load: (): void => void loaded().catch(() => {}) })
}
