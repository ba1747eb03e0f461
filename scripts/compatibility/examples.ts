/** One row: examples of one folder of ClearML’s repository that ended alike. */
interface Examples {
  readonly folder: string
  readonly names: readonly string[]
  readonly outcome: 'complete' | 'complete on the agents' | 'not tried'
  /** What was changed before the run, what was seen, or why it was not tried. */
  readonly note: string
}

/** With what the examples below were run. Another version of clearml is another run by hand. */
export const examplesRunWith = 'clearml 2.1.12'

/** ClearML’s own examples, run by hand against `clearway up`. They are not copied into this repository, so no test repeats it. */
export const examples: readonly Examples[] = [
  {
    folder: 'reporting',
    names: [
      '3d_plots_reporting',
      'artifacts',
      'artifacts_retrieval',
      'config_files',
      'configuration_including_hyperparameters',
      'hyper_parameters',
      'image_reporting',
      'media_reporting',
      'model_reporting',
      'pandas_reporting',
      'plotly_reporting',
      'scalar_reporting',
      'scatter_hist_confusion_mat_reporting',
      'single_scalar_reporting',
      'text_reporting',
      'using_artifacts_example',
    ],
    outcome: 'complete',
    note: 'With pictures, sound and a table of our own in `data_samples`. `np.float`, which numpy has dropped, was replaced.',
  },
  {
    folder: 'frameworks',
    names: [
      'click/click_multi_cmd',
      'fire/fire_multi_cmd',
      'hydra/hydra_example',
      'jsonargparse/jsonargparse_command',
      'matplotlib/matplotlib_example',
      'scikit-learn/sklearn_joblib_example',
    ],
    outcome: 'complete',
    note: 'Without what their libraries have dropped since: `multi_class` of scikit-learn; without the data that seaborn downloads.',
  },
  {
    folder: 'datasets',
    names: ['csv_dataset_creation', 'dataset_folder_syncing', 'multi_parent_child_dataset'],
    outcome: 'complete',
    note: 'With files of our own in place of those from the internet. clearml prints that it could not repair a dependency graph, because a dataset that is not finalized has none.',
  },
  {
    folder: 'automation',
    names: ['manual_random_param_search_example', 'task_piping_example', 'toy_base_task'],
    outcome: 'complete on the agents',
    note: 'The search cloned the toy task in place of a Keras program.',
  },
  {
    folder: 'pipeline',
    names: [
      'decorated_pipeline_step_decorators',
      'full_custom_pipeline',
      'pipeline_from_decorator',
      'pipeline_from_functions',
      'pipeline_from_tasks',
      'step1_dataset_artifact',
      'step2_data_processing',
      'step3_train_model',
    ],
    outcome: 'complete on the agents',
    note: 'With a local file of the iris data in place of that from the internet, and without a line that pandas 3 refuses (`columns += [...]`).',
  },
  {
    folder: 'distributed',
    names: ['example_subprocess'],
    outcome: 'complete',
    note: 'Nothing was changed.',
  },
  {
    folder: 'advanced',
    names: ['multiple_tasks_single_process'],
    outcome: 'complete',
    note: 'Nothing was changed.',
  },
  {
    folder: 'services',
    names: ['cleanup_service'],
    outcome: 'complete',
    note: 'One round of its endless loop, with a threshold that lets it delete at once: the archived tasks were gone.',
  },
  {
    folder: 'pipeline',
    names: ['pipeline_with_dynamic_loop'],
    outcome: 'not tried',
    note: 'It uses options of a step (`loop_condition`, `loop_body`) that clearml 2.1.12 does not have.',
  },
  {
    folder: 'frameworks/pytorch',
    names: ['manual_model_upload', 'tensorboard_toy_pytorch'],
    outcome: 'complete',
    note: 'On PyTorch 1.13 of Debian, with a picture and a file of our own in `data_samples`.',
  },
  {
    folder: 'other examples with PyTorch',
    names: [],
    outcome: 'not tried',
    note: 'They fetch data from the internet. Models and reports of PyTorch are flows above.',
  },
  {
    folder: 'frameworks with TensorFlow, Keras, fastai, XGBoost, CatBoost, LightGBM and others',
    names: [],
    outcome: 'not tried',
    note: 'Heavy frameworks, or data from the internet. TensorBoard and scikit-learn are flows above.',
  },
  {
    folder: 'scheduler, optimization, services',
    names: ['cron_example', 'trigger_example', 'hyper_parameter_optimizer', 'slack_alerts', 'aws_autoscaler'],
    outcome: 'not tried',
    note: 'They do not end, need a Keras task or need another service. Schedulers, triggers and optimizers are flows above.',
  },
]
