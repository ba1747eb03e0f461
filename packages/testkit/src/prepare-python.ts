import type { TestProject } from 'vitest/node'
import { pythonClients } from './python.ts'

/**
 * Begins to build the environments of the published clients, while the projects before it run: that with frameworks only for the project that runs all
 * programs. A failure is reported by the tests that need it.
 */
export default function setup({ name }: TestProject): () => Promise<unknown> {
  const building = Promise.allSettled([pythonClients(), ...(name === 'clients' ? [pythonClients({ frameworks: true })] : [])])
  return () => building
}
