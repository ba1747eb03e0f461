/** What ClearML's actions do differently here and why, by action. The reasons at length are in `docs/decisions`. */
export const differences: Readonly<Record<string, string>> = {
  'auth.create_user': 'Only `name` is required. `password` is added; `role` is one of Clearway’s.',
  'auth.edit_user':
    '`name`, `password` and what `users.update` sets are added. What the configuration says of a user is refused by `user_is_configured`.',
  'auth.get_token_for_user':
    'For administrators alone, for an hour at most. It makes no keys and no logins, and ends with the administrator’s key.',
  'auth.login': 'With `X-ClearML-Impersonate-As` the token lasts an hour at most.',
  'events.add': 'As `events.add_batch`.',
  'events.add_batch':
    '`iter`, `metric` and `variant` of log lines are not stored; an image needs a `url` or a `key`, a plot its `plot_str`, or there is nothing to show. Iterations end at 4·10¹⁵.',
  'events.debug_images': 'Below API 2.7 it is asked as from 2.7 on, not for one `task`.',
  'events.get_scalar_metric_data': 'One curve after another, each from its latest iteration.',
  'events.get_task_log':
    'Lines also carry `seq` and `attempt`, which order the lines of a task that ran more than once. Below API 2.9 it is asked as from 2.9 on, not by `from` and `scroll_id`.',
  'models.create': 'The values of `labels` may be anything, not integers alone.',
  'models.edit': 'A public model is refused by `read_only` (403/21), as public tasks and projects are, not as an unknown one (400/201).',
  'models.get_all': 'Below API 2.17 `metadata` is the list of its items, as the schemas of 2.13 say; there it is always an empty list.',
  'models.get_by_task_id': 'Also from API 2.14 on, where ClearML’s server answers that it moved.',
  'models.update_for_task': 'Also from API 2.14 on, where ClearML’s server answers that it moved.',
  'pipelines.start_pipeline':
    'An argument that the pipeline does not have is refused by `invalid_pipeline`: its program would not read it.',
  'queues.add_task': 'The task is enqueued, as by `tasks.enqueue`: its status becomes `queued`.',
  'queues.get_queue_metrics': 'Intervals are longer for older times, because old samples are merged.',
  'server.report_stats_option': 'With `enabled` it is refused by `no_usage_reports`: the server sends no usage reports.',
  'tasks.add_or_update_model': 'The model must exist: the page of the task would show one that nobody finds.',
  'tasks.clone': 'The system tag `hidden` is not copied: whoever clones a hidden draft wants to see the clone.',
  'tasks.delete': '`move_to_trash` has no effect: a deleted task is gone; archiving is the way to hide it.',
  'tasks.delete_hyper_params': '`deleted` counts parameters, not tasks. A section may be given beside a name in it: all of it is deleted.',
  'tasks.dequeue': 'A task that is not queued is answered with `updated: 0`, so that an agent may call it twice.',
  'tasks.edit': '`status`, `created` and `status_message` are left to the actions that move a task, and to `tasks.update`.',
  'tasks.enqueue': '`verify_watched_queue` is answered with `update_execution_queue: false` too.',
  'tasks.get_all':
    'Parts that nobody wrote are there, and empty. A whole section of parameters in `order_by` counts for nothing. The undocumented offset `start` is not taken; `page` and `scroll_id` are.',
  'tasks.make_public': 'A task that runs is refused: nobody may change a public task, so its agent could no longer report.',
  'tasks.stop': 'A controller’s steps are stopped with it, because no client asks for that by `include_pipeline_steps`.',
  'users.create': 'For administrators too. The user has the role user and no login until `auth.edit_user` or `auth.create_ticket`.',
  'users.delete': 'Administrators may delete too. Keys and sessions end at once; what the user made keeps the name.',
  'models.update': 'As `models.edit`.',
  'reports.get_all_ex':
    'A filter by project includes the reports of the projects below without `include_subprojects` too: they lie in `.reports` below their project.',
  'serving.get_endpoint_metrics_history': '`interval` may be below 40 seconds.',
  'users.update': 'Of others, administrators alone. A name is unique, because it is the login.',
  'workers.get_activity_report': 'The last interval is there, although it may not be over.',
  'workers.get_stats':
    'Intervals are longer for older times, because old samples are merged. The last one is there, although it may not be over.',
  'workers.status_report': 'The time of a report is the server’s, because the clocks of machines differ.',
}

/** Why an action of ClearML is not there, by action or by service. */
export const notThere: Readonly<Record<string, string>> = {
  'server.get_stats': 'The server gathers no usage reports.',
}

/** Errors by which an action is refused whatever it is asked, because what it would set does not exist here. */
export const alwaysRefused = ['no_storage_settings'] as const
