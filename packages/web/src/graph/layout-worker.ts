import { type Placement, placeSteps } from './place-steps.ts'
import { stepsIn } from './shape.ts'

export interface LayoutRequest {
  readonly shape: string
}
export interface LayoutAnswer extends LayoutRequest {
  readonly placement: Placement
}

addEventListener('message', ({ data: { shape } }: MessageEvent<LayoutRequest>) => {
  const placement = placeSteps(stepsIn(shape))
  const transfer = [placement.x.buffer, placement.y.buffer] as ArrayBuffer[]
  postMessage({ shape, placement } satisfies LayoutAnswer, { transfer })
})
