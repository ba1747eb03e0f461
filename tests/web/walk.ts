import type { Page } from 'playwright-core'

/** What a walk through a page by the tab key found. */
export interface Walk {
  /** How many controls have had the focus. */
  readonly stops: number
  /** Controls that the tab key does not reach. */
  readonly unreached: readonly string[]
  /** Controls that look the same with the focus and without. */
  readonly unseen: readonly string[]
  /** Whether the focus never came back to where it began. */
  readonly isTrapped: boolean
}
/** No page has as many controls. */
const mostStops = 400

/** Presses the tab key until the focus has gone around the page. */
export async function walk(page: Page): Promise<Walk> {
  await page.evaluate(prepare)
  for (let presses = 0; presses < mostStops; presses += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(stop)) return { ...(await page.evaluate(result)), isTrapped: false }
  }
  return { ...(await page.evaluate(result)), isTrapped: true }
}

// The functions below run in the page, as text: the types of a browser are not those of the tests.

const prepare = `(() => {
  document.activeElement?.blur()
  window.getSelection()?.removeAllRanges()
  const look = (element) => {
    const { outlineStyle, outlineColor, boxShadow, borderColor, backgroundColor, left } = getComputedStyle(element)
    return [outlineStyle === 'none' ? '' : outlineColor, boxShadow, borderColor, backgroundColor, left].join()
  }
  // Some parts show the focus of a hidden input on what is beside or around it.
  const around = (element) => [element, element.parentElement, ...[...(element.parentElement?.children ?? [])].slice(0, 8)]
  const lookOf = (element) => around(element).map((one) => (one === null ? '' : look(one))).join('|')
  const controls = 'a[href], button, input, select, textarea, summary, iframe, [tabindex]'
  const isControl = (element) =>
    element.tabIndex >= 0 && !element.matches(':disabled, [inert] *') && element.checkVisibility({ visibilityProperty: true })
  const before = new Map([...document.querySelectorAll(controls)].filter(isControl).map((element) => [element, lookOf(element)]))
  window.walkThrough = { before, lookOf, isControl, visited: new Set(), unseen: [], inFrame: 0 }
})()`

const stop = `(() => {
  const { before, lookOf, visited, unseen } = window.walkThrough
  const element = document.activeElement
  if (element === null || element === document.body || element === document.documentElement) return visited.size > 0
  // The controls within a frame are its own.
  if (element.tagName === 'IFRAME' && (window.walkThrough.inFrame += 1) < 200) return visited.add(element) === undefined
  if (visited.has(element)) return true
  visited.add(element)
  for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish()
  if (before.get(element) === lookOf(element)) unseen.push(element.outerHTML.slice(0, 200))
  return false
})()`

const result = `(() => {
  const { before, isControl, visited, unseen } = window.walkThrough
  const unreached = [...before.keys()].filter((element) => element.isConnected && isControl(element) && !visited.has(element))
  return { stops: visited.size, unreached: unreached.map(({ outerHTML }) => outerHTML.slice(0, 200)), unseen }
})()`
