import { expect, test } from 'vitest'
import { pipelineOf } from './pipeline-name.ts'

test('a pipeline is named by the end of its project', () => {
  expect(pipelineOf('examples/iris/.pipelines/train')).toEqual({ pipeline: 'train', folder: 'examples/iris' })
  expect(pipelineOf('.pipelines/train')).toEqual({ pipeline: 'train', folder: '' })
  expect(pipelineOf('elsewhere')).toEqual({ pipeline: 'elsewhere', folder: '' })
})
