/** Where the parts are that ClearML's older clients name in `execution`. */
const moved = { parameters: 'hyperparams.Args', model_desc: 'configuration', docker_cmd: 'container' } as const
const older = /^(-?)execution\.(parameters|model_desc|docker_cmd)(?=\.|$)/

/** The path of a task that an older path means, which can begin with `-`; any other path is answered unchanged. Source: ClearML server 2.3.0. */
export function newerPath(path: string): string {
  return path.replace(older, (_, sign: string, part: keyof typeof moved) => `${sign}${moved[part]}`)
}
