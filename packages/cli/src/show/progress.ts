import type { Context } from '../command.ts'
import { openDrawing } from './drawing.ts'

/** Shows how far something has come, in place of what was shown before. */
export type Progress = (text: string) => void

/** Runs something that may take long, with its progress on the error output if that is a terminal. Nothing of it is left at the end. */
export async function withProgress<T>(context: Pick<Context, 'json'>, work: (progress: Progress) => Promise<T>): Promise<T> {
  if (context.json || !process.stderr.isTTY) return work(() => {})
  const draw = await openDrawing(process.stderr)
  try {
    return await work((text) => draw(text))
  } finally {
    draw.clear()
    draw.done()
  }
}
