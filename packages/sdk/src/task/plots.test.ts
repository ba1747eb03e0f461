import { expect, test } from 'vitest'
import { confusionMatrixPlot, plotText, scatterPlot } from './plots.ts'

test('a confusion matrix is a heat map with its counts, classes named by number where nothing names them', () => {
  expect(
    confusionMatrixPlot('test', {
      matrix: [
        [5, 1],
        [0, 7],
      ],
    }).data,
  ).toEqual([
    {
      type: 'heatmap',
      z: [
        [5, 1],
        [0, 7],
      ],
      x: ['0', '1'],
      y: ['0', '1'],
      text: [
        [5, 1],
        [0, 7],
      ],
      texttemplate: '%{text}',
      colorscale: 'Blues',
      showscale: true,
    },
  ])
})

test('points become the two axes of a scatter', () => {
  const { data, layout } = scatterPlot('s', {
    points: [
      [1, 2],
      [3, 4],
    ],
    labels: ['a', 'b'],
    xAxis: 'x',
  })
  expect(data).toEqual([{ type: 'scatter', mode: 'markers', x: [1, 3], y: [2, 4], text: ['a', 'b'] }])
  expect(layout).toMatchObject({ xaxis: { title: { text: 'x' } } })
})

test('typed arrays of a figure become lists of numbers with their gaps, and values that JSON cannot represent are refused', () => {
  const data = [{ x: new Float32Array([0.5, 2]), y: new BigInt64Array([1n, 2n]), z: [1, Number.NaN] }]
  expect(JSON.parse(plotText({ data }, 'Plot'))).toEqual({ data: [{ x: [0.5, 2], y: [1, 2], z: [1, null] }] })
  expect(() => plotText({ data: [{ x: new Set([1]) }] }, "Plot 'a/b'")).toThrow("Plot 'a/b': 'x' is a Map or Set.")
})
