import { pythonClients } from './python.ts'

/** Begins to build the environment of the published clients, while the projects before it run. A failure is reported by the tests that need it. */
export default function setup(): () => Promise<void> {
  const building = pythonClients().then(
    () => {},
    () => {},
  )
  return () => building
}
