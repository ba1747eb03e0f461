/** The hidden project that holds the runs and steps of a pipeline, as ClearML names it; `above` is the path of the project that it lies in, or empty. */
export function pipelineProjectName(above: string, name: string): string {
  return above === '' ? `.pipelines/${name}` : `${above}/.pipelines/${name}`
}

/** The path of the project that a run or task shows as its own: what is above the hidden project of a pipeline; empty at the top. */
export function projectAbovePipeline(path: string): string {
  return path.replace(/(^|\/)\.pipelines(\/.*)?$/, '')
}
