import { Teach } from '../../connect/teach.tsx'

/** What somebody types who has no pipeline yet. */
export function FirstPipeline() {
  return <Teach page="runs">No pipeline has run yet. A first one is laid down and run by these:</Teach>
}
