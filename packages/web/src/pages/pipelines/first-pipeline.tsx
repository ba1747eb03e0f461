import { Command } from '../../ui/copy.tsx'

/** What somebody types who has no pipeline yet. */
export function FirstPipeline() {
  return (
    <>
      <p className="muted">No pipeline has run yet. This lays one down and runs it:</p>
      <Command text="npx clearway init my-pipeline && cd my-pipeline && npx clearway run pipeline.ts" />
    </>
  )
}
