import { expect, test } from 'vitest'
import { pipelineProjectName, projectAbovePipeline } from './pipeline-project.ts'

test('the project above a pipeline is found again from the name of its hidden project', () => {
  for (const above of ['', 'vision', 'vision/2026'])
    for (const name of ['churn', 'a/b']) expect(projectAbovePipeline(pipelineProjectName(above, name))).toBe(above)
  expect(projectAbovePipeline('vision/plain')).toBe('vision/plain')
  expect(projectAbovePipeline('my.pipelines/x')).toBe('my.pipelines/x')
  expect(projectAbovePipeline('vision/.pipelines')).toBe('vision')
})
