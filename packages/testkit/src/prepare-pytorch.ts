import { pytorch } from './pytorch.ts'

/** Begins to fetch PyTorch, while the projects before it run. A failure is reported by the test that needs it. */
export default function setup(): () => Promise<void> {
  const fetching = pytorch().then(
    () => {},
    () => {},
  )
  return () => fetching
}
