import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { logInAt } from './browser.ts'
import { atRest, faultsInBothSchemes } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

async function middleBetween(left: Locator, right: Locator): Promise<{ x: number; y: number; width: number }> {
  const [from, to] = [await left.boundingBox(), await right.boundingBox()]
  if (from === null || to === null) throw new Error('A box is out of sight.')
  const [start, end] = [from.x + from.width, to.x]
  return { x: (start + end) / 2, y: (from.y + from.height / 2 + to.y + to.height / 2) / 2, width: end - start }
}

/** How many lines lie one behind the other on the canvas between two boxes at the same height: one for a line, several for a dashed one. */
async function linesAcross(page: Page, { x, y, width }: { x: number; y: number; width: number }): Promise<number> {
  const count = await page.evaluate(`(() => {
    const canvas = document.querySelector('.graph > canvas')
    const { left, top } = canvas.getBoundingClientRect()
    const at = (of) => Math.round(of * devicePixelRatio)
    const from = at(${x - width / 2 + 4} - left)
    const { data } = canvas.getContext('2d').getImageData(from, at(${y} - top) - 1, at(${width - 8}), 3)
    const across = at(${width - 8})
    let [lines, isOn] = [0, false]
    for (let column = 0; column < across; column += 1) {
      const isInk = [0, 1, 2].some((row) => data[(row * across + column) * 4 + 3] > 60)
      if (isInk && !isOn) lines += 1
      isOn = isInk
    }
    return lines
  })()`)
  return Number(count)
}

test(
  'edges along which something is taken are lines, others dashed; the pointer and the focus name what is taken',
  { timeout: 120_000 },
  async () => {
    const dag = {
      load: { parents: [] },
      prep: { parents: ['load'], parameters: { 'Args/rows': '${load.artifacts.rows.url}', 'Args/lr': '${load.parameters.Args/lr}' } },
      fit: { parents: ['prep'] },
    }
    const configuration = { Pipeline: { value: JSON.stringify(dag) } }
    const { id } = await web.world.api.tasks.create({ name: 'edges', type: 'controller', configuration })
    const { page, faults } = await logInAt(web.browser, web.world, `/runs/${id}`)
    const boxOf = (name: string) => page.getByRole('toolbar', { name: 'Steps' }).getByRole('button', { name: new RegExp(`^${name}:`) })
    await boxOf('fit').waitFor()
    await page.getByText('only comes after').waitFor()
    const taking = await atRest(page, () => middleBetween(boxOf('load'), boxOf('prep')))
    const after = await middleBetween(boxOf('prep'), boxOf('fit'))
    await expect.poll(() => linesAcross(page, taking)).toBe(1)
    await expect.poll(() => linesAcross(page, after)).toBeGreaterThan(2)

    const tip = page.getByRole('tooltip')
    await page.mouse.move(taking.x, taking.y + 3)
    await expect.poll(() => tip.innerText()).toBe('prep takes rows, Args/lr from load')
    await page.mouse.move(after.x, after.y - 3)
    await expect.poll(() => tip.innerText()).toBe('fit comes after prep')
    await page.mouse.move(after.x, after.y + 60)
    await expect.poll(() => tip.count()).toBe(0)

    await boxOf('load').focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => tip.innerText()).toBe('rows, Args/lr from load')
    const describedBy = await boxOf('prep').getAttribute('aria-describedby')
    expect(await tip.getAttribute('id')).toBe(describedBy)
    expect(await faultsInBothSchemes(page)).toEqual([])
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => tip.innerText()).toBe('after prep')
    await page.getByRole('button', { name: 'Larger' }).click()
    await expect.poll(() => tip.count()).toBe(0)
    expect(faults).toEqual([])
  },
)
