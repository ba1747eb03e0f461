/** The pipeline whose runs a project holds, and the project that it is in: `examples/.pipelines/iris` is `iris` in `examples`. */
export function pipelineOf(project: string): { readonly pipeline: string; readonly folder: string } {
  const at = project.lastIndexOf('.pipelines/')
  if (at < 0) return { pipeline: project, folder: '' }
  return { pipeline: project.slice(at + '.pipelines/'.length), folder: project.slice(0, Math.max(0, at - 1)) }
}

/** `#42` of the run `iris #42`, behind its pipeline's name; the first run of a pipeline has no number in its name. */
export function numberOf(run: string, pipeline: string): string {
  if (run === pipeline) return '#1'
  return run.startsWith(`${pipeline} #`) ? run.slice(pipeline.length + 1) : run
}
