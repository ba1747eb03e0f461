/** One row: examples of one folder of ClearML’s repository that ended alike. */
interface Examples {
  readonly folder: string
  readonly names: readonly string[]
  readonly outcome:
    | 'complete'
    | 'complete on the agents'
    | 'complete on ClearML’s agent'
    | 'fails by itself'
    | 'needs ClearML’s Enterprise server'
    | 'needs data from the internet'
    | 'not run'
  /** What was given to the programs and what was seen, or why they fail or were not run. */
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
      'html_reporting',
      'hyper_parameters',
      'image_reporting',
      'matplotlib_manual_reporting',
      'media_reporting',
      'model_reporting',
      'model_reporting_plots',
      'pandas_reporting',
      'plotly_reporting',
      'scalar_reporting',
      'scatter_hist_confusion_mat_reporting',
      'single_scalar_reporting',
      'text_reporting',
      'using_artifacts_example',
    ],
    outcome: 'complete',
    note: 'With pictures, a sound and tables of our own, since those of `data_samples` are not text or come from the internet. Scalars, single values, plots, debug samples, artifacts, models and the events of a model were all there.',
  },
  {
    folder: 'frameworks/click, fire, jsonargparse, hydra, tensorflow',
    names: [
      'click_single_cmd',
      'click_multi_cmd',
      'fire_class_cmd',
      'fire_dict_cmd',
      'fire_grouping_cmd',
      'fire_multi_cmd',
      'fire_object_cmd',
      'fire_single_cmd',
      'fire_typing',
      'jsonargparse_command',
      'jsonargparse_nested_namespaces',
      'hydra_example',
      'absl_flags',
    ],
    outcome: 'complete',
    note: 'Each with a command line: its commands and arguments are parameters of the task.',
  },
  {
    folder: 'frameworks/matplotlib, scikit-learn, xgboost, lightgbm',
    names: [
      'matplotlib_example',
      'sklearn_joblib_example',
      'sklearn_matplotlib_example',
      'xgboost_metrics',
      'xgboost_sample',
      'lightgbm_example',
    ],
    outcome: 'complete',
    note: 'With tables of our own where seaborn and LightGBM would fetch theirs.',
  },
  {
    folder: 'frameworks/pytorch, tensorboardx',
    names: [
      'manual_model_upload',
      'pytorch_abseil',
      'pytorch_distributed_example',
      'pytorch_mnist',
      'pytorch_tensorboard',
      'tensorboard_toy_pytorch',
      'moviepy_tensorboardx',
      'pytorch_tensorboardX',
    ],
    outcome: 'complete',
    note: 'On PyTorch 1.13 of Debian, with small files of our own in the form of MNIST. Two nodes in place of ten for `pytorch_distributed_example`.',
  },
  {
    folder: 'datasets',
    names: [
      'csv_dataset_creation',
      'dataset_creation',
      'dataset_folder_syncing',
      'multi_parent_child_dataset',
      'single_parent_child_dataset',
    ],
    outcome: 'complete',
    note: 'With files of our own in clearml’s cache. clearml prints that it could not repair a dependency graph: it looks for that of a dataset that is not finalized, and writes it when one is.',
  },
  {
    folder: 'pipeline',
    names: ['decorated_pipeline_step_decorators', 'decorated_pipeline_step_functions', 'pipeline_from_decorator'],
    outcome: 'complete',
    note: 'Their steps are processes beside the controller. With the iris data of scikit-learn in clearml’s cache.',
  },
  {
    folder: 'pipeline',
    names: [
      'full_custom_pipeline',
      'pipeline_from_functions',
      'pipeline_from_tasks',
      'step1_dataset_artifact',
      'step2_data_processing',
      'step3_train_model',
    ],
    outcome: 'complete on the agents',
    note: 'The controller ran in the light lane, the steps in slots, in environments that our agent built. The tasks of the three steps were renamed before `pipeline_from_tasks`, which writes their names with a capital.',
  },
  {
    folder: 'automation, optimization',
    names: [
      'toy_base_task',
      'task_piping_example',
      'programmatic_orchestration',
      'manual_random_param_search_example',
      'hyper_parameter_optimizer',
      'multi_objective_hpo',
    ],
    outcome: 'complete on the agents',
    note: 'A small task of our own has the name of the Keras task that the last three clone. Where it reaches the limit of iterations, `multi_objective_hpo` stops it.',
  },
  {
    folder: 'scheduler',
    names: ['cron_example', 'trigger_example'],
    outcome: 'complete on the agents',
    note: 'They run until they are stopped. The first waited for its times. The second, in the light lane, called its function for a model that was tagged meanwhile; its other trigger of models names a task that there is not. clearml prints an error beside each fired trigger of models, because its class of models does not know `last_change`.',
  },
  {
    folder: 'services',
    names: ['cleanup_service'],
    outcome: 'complete on the agents',
    note: 'In the light lane of `services`, with a threshold that lets it delete at once, it deleted what was archived. With `clearway server` and its default `taskRights: own`, each deletion is refused by `not_own`.',
  },
  {
    folder: 'cicd',
    names: ['example_task', 'check_remotely_runnable', 'compare_models', 'task_stats_to_comment'],
    outcome: 'complete',
    note: 'In a git repository of our own. `check_remotely_runnable` stopped and archived a task on our agent; `task_stats_to_comment` had the text of its comment, and no GitHub to write it to.',
  },
  {
    folder: 'distributed, advanced',
    names: ['subprocess_example', 'multiple_tasks_single_process'],
    outcome: 'complete',
    note: 'What each process connects to the one task was there.',
  },
  {
    folder: 'pipeline',
    names: ['pipeline_controller', 'pipeline_self_contained'],
    outcome: 'fails by itself',
    note: 'clearml 2.1.12 refuses them before a step is launched: the first has an option that it no longer takes (`default_execution_queue`), the second names no queue for its steps.',
  },
  {
    folder: 'pipeline',
    names: ['full_tabular_data_process_pipeline_example'],
    outcome: 'fails by itself',
    note: 'Its third step reports two arrays of different lengths as one histogram, which numpy refuses since 1.24; clearml 2.1.12 asks for 1.26 or later. The two steps before it, each of which makes a dataset, complete.',
  },
  {
    folder: 'pipeline',
    names: ['pipeline_with_dynamic_loop'],
    outcome: 'not run',
    note: 'It uses options of a step (`loop_condition`, `loop_body`) that clearml 2.1.12 does not have.',
  },
  {
    folder: 'router',
    names: ['http_router', 'simple_webserver'],
    outcome: 'needs ClearML’s Enterprise server',
    note: '`deploy` asks for an external endpoint, which clearml itself refuses with every other server.',
  },
  {
    folder: 'hyperdatasets',
    names: [],
    outcome: 'needs ClearML’s Enterprise server',
    note: 'clearml itself refuses them with every other server.',
  },
  {
    folder: 'advanced',
    names: ['execute_remotely_example'],
    outcome: 'complete on the agents',
    note: 'With torch 2.14 and torchvision 0.29 of PyPI, and small files of our own in the form of MNIST. It trained its first epoch, stopped and was queued; our agent built its environment and trained the ten epochs of its default: scalars, log and the model of `torch.save` were there.',
  },
  {
    folder: 'frameworks/tensorflow, keras',
    names: ['tensorboard_toy', 'tensorboard_pr_curve', 'manual_model_upload', 'keras_v3'],
    outcome: 'complete',
    note: 'On TensorFlow 2.21 and Keras 3.15, with a picture and a JSON file of our own. Scalars, histograms, images, curves of precision and recall, flags, configuration and models were there. Keras 3 refuses the path at which the `manual_model_upload` of Keras saves; on Keras 2.15 it completes. That of TensorFlow hung in `Task.init` at its first run: two threads of clearml 2.1.12 waited for each other’s locks, none for the server. It completed at the second.',
  },
  {
    folder: 'frameworks/tensorflow, keras, autokeras',
    names: ['tensorflow_mnist', 'keras_tensorboard', 'jupyter', 'jupyter_keras_TB_example', 'autokeras_imdb_example'],
    outcome: 'needs data from the internet',
    note: '`mnist.npz` and `imdb.npz` of `storage.googleapis.com/tensorflow/tf-keras-datasets`, whose checksums Keras knows.',
  },
  {
    folder: 'frameworks/catboost',
    names: ['catboost_example'],
    outcome: 'needs data from the internet',
    note: 'On CatBoost 1.2 it was recorded up to `msrank.tar.gz` of `storage.mds.yandex.net`, whose checksum CatBoost knows. Its task ends as failed, with the error in its log.',
  },
  {
    folder: 'frameworks/ignite, kerastuner, pytorch-lightning, fastai, pytorch',
    names: ['cifar_ignite', 'keras_tuner_cifar', 'pytorch_lightning_example', 'fastai_with_tensorboard_example', 'pytorch_matplotlib'],
    outcome: 'needs data from the internet',
    note: 'Pictures of CIFAR-10 (`www.cs.toronto.edu/~kriz`), MNIST and Oxford Pets, and the weights of VGG 19 and ResNet 34, from where torchvision, TensorFlow Datasets and fastai fetch them.',
  },
  {
    folder: 'frameworks, datasets',
    names: [],
    outcome: 'not run',
    note: 'The others: notebooks that fetch UrbanSound8K, AG News, tables or models of Hugging Face, MegEngine and OpenMMLab with their data sets, and `tensorflow/legacy` and `keras/legacy`, which are written for TensorFlow 1.',
  },
  {
    folder: 'services',
    names: ['slack_alerts', 'aws_autoscaler'],
    outcome: 'not run',
    note: 'Both first ask another service: `slack.com` for its channels, Amazon’s EC2 for machines, each with a key.',
  },
  {
    folder: 'services',
    names: ['execute_jupyter_notebook_server'],
    outcome: 'complete',
    note: 'It installs an SSH server and sets the password of root, so it ran on an overlay of the machine’s files, in namespaces of its own without a network. Both servers answered, its log arrived, and a stop from here ended it. It stores the notebook’s link in the task’s comment only if Jupyter has printed it within two seconds.',
  },
]
