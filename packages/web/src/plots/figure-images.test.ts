import { expect, test } from 'vitest'
import { imageSources, withImages } from './figure-images.ts'

test('images of a figure get their content, and those without one are left out', () => {
  const figure = { data: [1], layout: { title: 't', images: [{ source: 'a', x: 0 }, { source: 'b' }, null, { source: 3 }] } }
  expect(imageSources(figure)).toEqual(['a', 'b'])
  expect(withImages(figure, new Map([['a', 'data:image/png;base64,AA']]))).toEqual({
    data: [1],
    layout: { title: 't', images: [{ source: 'data:image/png;base64,AA', x: 0 }] },
  })
  for (const layout of [{}, { images: 'x' }, { images: {} }]) {
    expect(imageSources({ data: [], layout })).toEqual([])
    expect(withImages({ data: [], layout }, new Map())).toEqual({ data: [], layout })
  }
})
