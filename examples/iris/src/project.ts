/** Where the example's tasks lie. */
export const projectName = 'examples/iris'

export const taskNames = {
  dataset: 'iris step 1: dataset',
  prepare: 'iris step 2: prepare',
  train: 'iris step 3: train',
} as const
