import { IconMinus, IconPlus } from '@tabler/icons-react'
import { Choice } from '../ui/choice.tsx'

export type Lanes = 'step' | 'worker'

interface Props {
  readonly lanes: Lanes
  readonly isWhole: boolean
  readonly onLanes: (lanes: Lanes) => void
  readonly onZoom: (factor: number) => void
  readonly onWhole: () => void
}
const choices = [
  { value: 'step', label: 'By step' },
  { value: 'worker', label: 'By worker' },
] as const
/** How much longer or shorter the time that is shown becomes at a press. */
export const zoomStep = 2

/** What a timeline shows: a lane for each step or for each worker, and how much of the time. */
export function TimelineBar({ lanes, isWhole, onLanes, onZoom, onWhole }: Props) {
  return (
    <div className="timeline-tools">
      <Choice label="Lanes" value={lanes} choices={choices} onChange={onLanes} />
      <div role="group" aria-label="Time shown" className="choice">
        <button type="button" title="More time (-)" aria-label="Zoom out" disabled={isWhole} onClick={() => onZoom(zoomStep)}>
          <IconMinus size={12} />
        </button>
        <button type="button" title="Less time (+); or drag over the bars" aria-label="Zoom in" onClick={() => onZoom(1 / zoomStep)}>
          <IconPlus size={12} />
        </button>
        <button type="button" title="The time of the whole run (f)" disabled={isWhole} onClick={onWhole}>
          Whole run
        </button>
      </div>
    </div>
  )
}
