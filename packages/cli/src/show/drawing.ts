import type { createLogUpdate } from 'log-update'

/** Gives what draws a text in place of the one before. It is loaded here, because loading it takes a sixth of the time of a command that draws nothing. */
export async function openDrawing(stream: NodeJS.WriteStream): Promise<ReturnType<typeof createLogUpdate>> {
  const drawing = await import('log-update')
  return drawing.createLogUpdate(stream)
}
