/**
 * The moments of an attempt at which a test can kill the agent: `CLEARWAY_AGENT_FAULT='lease saved'`. Each lies just after what it names, so that
 * between two of them an attempt's files or the server's knowledge of it have changed.
 */
export const faultPoints = [
  'claimed',
  'folder made',
  'lease saved',
  'start confirmed',
  'specification saved',
  'launcher recorded',
  'launched',
  'ended',
  'end reported',
  'intent saved',
] as const

/** Ends the process as a power cut would, if the environment asks for it here; else does nothing. */
export function faultPoint(point: (typeof faultPoints)[number]): void {
  if (asked === point) process.kill(process.pid, 'SIGKILL')
}
const asked = process.env['CLEARWAY_AGENT_FAULT']
