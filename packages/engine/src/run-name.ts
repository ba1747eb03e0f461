/** The name of a run's pipeline: that of the run without its number, `NAME` of `NAME #2`. */
export function pipelineOfRun(run: string): string {
  return run.replace(/ #\d+$/, '')
}
