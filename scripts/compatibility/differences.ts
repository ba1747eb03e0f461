/** What ClearML's actions do differently here and why, by action. The reasons at length are in `docs/decisions`. */
export const differences: Readonly<Record<string, string>> = {
  'auth.login': 'The header `X-ClearML-Impersonate-As` is ignored: nobody acts in another’s name.',
  'events.add': 'As `events.add_batch`.',
  'events.add_batch':
    '`iter`, `metric` and `variant` of log lines are not stored; an image needs a `url` or a `key`, or there is nothing to show.',
  'events.get_task_log': 'Lines also carry `seq` and `attempt`, which order the lines of a task that ran more than once.',
  'queues.get_queue_metrics': 'Intervals are longer for older times, because old samples are merged.',
  'server.report_stats_option': 'With `enabled` it is refused by `no_usage_reports`: the server sends no usage reports.',
  'tasks.add_or_update_model': 'The model must exist: the page of the task would show one that nobody finds.',
  'tasks.clone': '`execution_overrides.model` must exist.',
  'tasks.delete': '`move_to_trash` has no effect: a deleted task is gone; archiving is the way to hide it.',
  'tasks.dequeue': 'A task that is not queued is answered with `updated: 0`, so that an agent may call it twice.',
  'tasks.edit': '`status`, `created` and `status_message` are left to the actions that move a task, and to `tasks.update`.',
  'tasks.make_public': 'A task that runs is refused: nobody may change a public task, so its agent could no longer report.',
  'tasks.stop': 'A controller’s steps are stopped with it, because no client asks for that by `include_pipeline_steps`.',
  'workers.get_stats': 'Intervals are longer for older times, because old samples are merged.',
  'workers.status_report': 'The time of a report is the server’s, because the clocks of machines differ.',
}

const usersOfConfiguration = 'Users and their roles come from the configuration (`users` of `docs/reference/settings.md`).'

/** Why an action of ClearML is not there, by action or by service. */
export const notThere: Readonly<Record<string, string>> = {
  'auth.create_user': usersOfConfiguration,
  'auth.edit_user': usersOfConfiguration,
  'auth.get_token_for_user': 'Nobody acts in another’s name; a leaked key of an administrator would open every account.',
  'server.get_stats': 'The server gathers no usage reports.',
  'users.create': usersOfConfiguration,
  'users.delete': usersOfConfiguration,
  'users.update': usersOfConfiguration,
}

/** Errors by which an action is refused whatever it is asked, because what it would set does not exist here. */
export const alwaysRefused = ['no_storage_settings'] as const
