import { type CSSProperties, useEffect, useState } from 'react'

interface Tip {
  readonly text: string
  readonly style: CSSProperties
}
const gap = 6
/** As much as a tip is high at most. */
const room = 40

/** The texts that elements with `data-tip` show under the pointer and at the focus, one at a time; beside those with `data-tip-side`. */
export function Tips() {
  const [tip, setTip] = useState<Tip>()
  useEffect(() => {
    const hide = (): void => setTip(undefined)
    const follow = ({ target, pointerType }: PointerEvent): void => setTip(pointerType === 'mouse' ? tipOf(target) : undefined)
    const focus = ({ target }: FocusEvent): void =>
      setTip(target instanceof Element && target.matches(':focus-visible') ? tipOf(target) : undefined)
    const press = ({ key }: KeyboardEvent): void => (key === 'Escape' ? hide() : undefined)
    const listeners = new AbortController()
    const { signal } = listeners
    document.addEventListener('pointerover', follow, { signal })
    document.documentElement.addEventListener('pointerleave', hide, { signal })
    document.addEventListener('pointerdown', hide, { signal })
    document.addEventListener('focusin', focus, { signal })
    document.addEventListener('focusout', hide, { signal })
    document.addEventListener('scroll', hide, { signal, capture: true })
    document.addEventListener('keydown', press, { signal })
    return () => listeners.abort()
  }, [])
  return tip === undefined ? null : (
    <div role="tooltip" className="tip" style={tip.style}>
      {tip.text}
    </div>
  )
}

function tipOf(target: EventTarget | null): Tip | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null
  const { tip: text, tipSide } = element?.dataset ?? {}
  if (element === null || text === undefined) return undefined
  const { left, right, top, bottom } = element.getBoundingClientRect()
  if (tipSide !== undefined) return { text, style: { left: right + gap, top: (top + bottom) / 2, translate: '0 -50%' } }
  // From the edge of the element that is nearer to the middle of the page, so that the tip lies in the page.
  const { clientWidth, clientHeight } = document.documentElement
  const across = left + right > clientWidth ? { right: clientWidth - right } : { left }
  return { text, style: { ...across, ...(bottom + room > clientHeight ? { bottom: clientHeight - top + gap } : { top: bottom + gap }) } }
}
