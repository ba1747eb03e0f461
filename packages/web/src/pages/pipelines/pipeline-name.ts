/** The pipeline whose runs a project holds, and the project that it is in: `examples/.pipelines/iris` is `iris` in `examples`. */
export function pipelineOf(project: string): { readonly pipeline: string; readonly folder: string } {
  const at = project.lastIndexOf('.pipelines/')
  if (at < 0) return { pipeline: project, folder: '' }
  return { pipeline: project.slice(at + '.pipelines/'.length), folder: project.slice(0, Math.max(0, at - 1)) }
}
