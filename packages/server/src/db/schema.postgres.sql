-- Written by `npm run schema`. The migrations are the truth; this shows what they come to.

create table "agent_name" (
  company text collate "C" not null,
  agent text collate "C" not null,
  boot text collate "C" not null,
  home text collate "C" not null,
  host text collate "C" not null,
  pid bigint not null,
  held_until bigint not null,
  constraint agent_name_pkey PRIMARY KEY (company, agent)
);

create table "attempt" (
  id text collate "C" not null,
  company text collate "C" not null,
  task text collate "C" not null,
  number bigint not null,
  worker text collate "C" not null,
  agent text collate "C" not null,
  boot text collate "C",
  kind text collate "C" not null,
  lane text collate "C" not null,
  slot bigint,
  state text collate "C" not null,
  queue text collate "C" not null,
  claimed bigint not null,
  started bigint,
  ended bigint,
  confirm_by bigint,
  lease_until bigint,
  session text collate "C",
  ended_as text collate "C",
  exit_code bigint,
  reason text collate "C" not null,
  begin_iteration bigint default 0 not null,
  home text collate "C",
  queued bigint,
  constraint attempt_key PRIMARY KEY (id)
);

CREATE INDEX attempt_by_agent_claimed ON public.attempt USING btree (agent, claimed);

CREATE INDEX attempt_by_agent_state ON public.attempt USING btree (agent, state);

CREATE INDEX attempt_by_session ON public.attempt USING btree (session);

CREATE INDEX attempt_by_state_lease_until ON public.attempt USING btree (state, lease_until);

CREATE UNIQUE INDEX attempt_by_task_live ON public.attempt USING btree (task) WHERE (state = ANY (ARRAY['claimed'::text, 'running'::text]));

CREATE UNIQUE INDEX attempt_by_task_number ON public.attempt USING btree (task, number);

CREATE INDEX attempt_by_worker_claimed ON public.attempt USING btree (worker, claimed);

create table "blob" (
  id text collate "C" not null,
  bytes bigint not null,
  refs bigint not null,
  created bigint not null,
  delete_after bigint,
  constraint blob_key PRIMARY KEY (id)
);

CREATE INDEX blob_by_delete_after ON public.blob USING btree (delete_after);

create table "change" (
  seq bigint generated always as identity not null,
  company text collate "C" not null,
  entity text collate "C" not null,
  id text collate "C" not null,
  project text collate "C",
  kind text collate "C" not null,
  rev bigint not null,
  created bigint not null,
  xid bigint default ((pg_current_xact_id())::text)::bigint not null,
  constraint change_key PRIMARY KEY (seq)
);

CREATE INDEX change_by_created ON public.change USING btree (created);

create table "company" (
  id text collate "C" not null,
  name text collate "C" not null,
  created bigint not null,
  constraint company_key PRIMARY KEY (id)
);

create table "credential" (
  access_key text collate "C" not null,
  company text collate "C" not null,
  "user" text collate "C" not null,
  secret text collate "C" not null,
  label text collate "C",
  created bigint not null,
  last_used bigint,
  last_used_from text collate "C",
  attempt text collate "C",
  revoked bigint not null,
  constraint credential_key PRIMARY KEY (access_key)
);

CREATE INDEX credential_by_attempt ON public.credential USING btree (attempt);

CREATE INDEX credential_by_user ON public.credential USING btree ("user");

create table "drained_agent" (
  company text collate "C" not null,
  "user" text collate "C" not null,
  agent text collate "C" not null,
  constraint drained_agent_pk PRIMARY KEY (company, "user", agent)
);

create table "event_removal" (
  id text collate "C" not null,
  company text collate "C" not null,
  owner text collate "C" not null,
  created bigint not null,
  constraint event_removal_key PRIMARY KEY (id)
);

CREATE INDEX event_removal_by_owner ON public.event_removal USING btree (owner);

create table "file" (
  company text collate "C" not null,
  path text collate "C" not null,
  blob text collate "C" not null,
  bytes bigint not null,
  sha256 text collate "C" not null,
  content_type text collate "C" not null,
  task text collate "C",
  created bigint not null,
  maker text collate "C",
  constraint file_key PRIMARY KEY (company, path)
);

CREATE INDEX file_by_blob ON public.file USING btree (blob);

CREATE INDEX file_by_maker ON public.file USING btree (maker) WHERE (maker IS NOT NULL);

CREATE INDEX file_by_task ON public.file USING btree (task);

create table "file_release" (
  company text collate "C" not null,
  path text collate "C" not null,
  expires bigint not null,
  constraint file_release_pk PRIMARY KEY (company, path)
);

create table "idempotency_record" (
  key text collate "C" not null,
  company text collate "C" not null,
  action text collate "C" not null,
  reply jsonb not null,
  created bigint not null,
  server text collate "C" default ''::text not null,
  constraint idempotency_record_key PRIMARY KEY (key)
);

CREATE INDEX idempotency_record_by_created ON public.idempotency_record USING btree (created);

create table "imported_row" (
  company text collate "C" not null,
  source text collate "C" not null,
  entity text collate "C" not null,
  origin text collate "C" not null,
  id text collate "C" not null,
  marker text collate "C",
  changed bigint,
  constraint imported_row_key PRIMARY KEY (company, source, entity, origin)
);

create table "launch" (
  id bigint generated always as identity not null,
  company text collate "C" not null,
  controller text collate "C" not null,
  generation bigint not null,
  incarnation bigint not null,
  step text collate "C" not null,
  ordinal bigint not null,
  definition text collate "C" not null,
  parts jsonb not null,
  task text collate "C" not null,
  created bigint not null,
  reusable bigint not null,
  constraint launch_key PRIMARY KEY (id)
);

CREATE INDEX launch_by_controller_generation_step_definition ON public.launch USING btree (controller, generation, step, definition);

CREATE INDEX launch_by_task ON public.launch USING btree (task);

create table "load_sample" (
  company text collate "C" not null,
  kind text collate "C" not null,
  metric text collate "C" not null,
  owner text collate "C" not null,
  variant text collate "C" not null,
  span bigint not null,
  at bigint not null,
  total double precision not null,
  count bigint not null,
  "least" double precision not null,
  most double precision not null,
  constraint load_sample_pkey PRIMARY KEY (company, kind, metric, owner, variant, span, at)
);

CREATE INDEX load_sample_by_time ON public.load_sample USING btree (span, at);

create table "login_ticket" (
  hash text collate "C" not null,
  company text collate "C" not null,
  "user" text collate "C" not null,
  access_key text collate "C",
  expires bigint not null,
  maker text collate "C",
  constraint login_ticket_pkey PRIMARY KEY (hash)
);

create table "model" (
  id text collate "C" not null,
  company text collate "C" not null,
  "user" text collate "C" not null,
  project text collate "C",
  task text collate "C",
  parent text collate "C",
  name text collate "C" not null,
  comment text collate "C" not null,
  uri text collate "C" not null,
  framework text collate "C" not null,
  ready bigint not null,
  created bigint not null,
  last_update bigint not null,
  last_change bigint not null,
  last_iteration bigint not null,
  rev bigint not null,
  design jsonb not null,
  labels jsonb not null,
  metadata jsonb not null,
  maker text collate "C",
  file text collate "C",
  origin text collate "C",
  ui_cache jsonb,
  constraint model_key PRIMARY KEY (id)
);

CREATE INDEX model_by_company_last_update_id ON public.model USING btree (company, last_update, id);

CREATE INDEX model_by_company_project ON public.model USING btree (company, project);

CREATE INDEX model_by_company_uri ON public.model USING btree (company, "left"(uri, 256));

CREATE INDEX model_by_file ON public.model USING hash (file) WHERE (file IS NOT NULL);

CREATE INDEX model_by_maker ON public.model USING btree (maker) WHERE (maker IS NOT NULL);

CREATE INDEX model_by_task ON public.model USING btree (task);

CREATE OR REPLACE FUNCTION public.record_model_made_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
        insert into trigger_fire (company, "trigger", entity, source, kind, value)
        select w.company, w."trigger", w.entity, new.id, w.kind, w.value from trigger_watch as w
        where w.company = new.company and w.entity = 'model' and w.kind = 'status' and w.value = 'created'
        order by w."trigger";
        return null;
      end $function$;

CREATE TRIGGER model_made_event AFTER INSERT ON public.model FOR EACH ROW WHEN (true) EXECUTE FUNCTION record_model_made_event();

CREATE OR REPLACE FUNCTION public.record_model_made_ready_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
        insert into trigger_fire (company, "trigger", entity, source, kind, value)
        select w.company, w."trigger", w.entity, new.id, w.kind, w.value from trigger_watch as w
        where w.company = new.company and w.entity = 'model' and w.kind = 'status' and w.value = 'published'
        order by w."trigger";
        return null;
      end $function$;

CREATE TRIGGER model_made_ready_event AFTER INSERT ON public.model FOR EACH ROW WHEN ((new.ready = 1)) EXECUTE FUNCTION record_model_made_ready_event();

CREATE OR REPLACE FUNCTION public.record_model_ready_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
        insert into trigger_fire (company, "trigger", entity, source, kind, value)
        select w.company, w."trigger", w.entity, new.id, w.kind, w.value from trigger_watch as w
        where w.company = new.company and w.entity = 'model' and w.kind = 'status' and w.value = 'published'
        order by w."trigger";
        return null;
      end $function$;

CREATE TRIGGER model_ready_event AFTER UPDATE OF ready ON public.model FOR EACH ROW WHEN (((old.ready = 0) AND (new.ready = 1))) EXECUTE FUNCTION record_model_ready_event();

create table "model_tag" (
  model text collate "C" not null,
  company text collate "C" not null,
  kind text collate "C" not null,
  tag text collate "C" not null,
  constraint model_tag_key PRIMARY KEY (model, kind, tag)
);

CREATE INDEX model_tag_by_company_kind_tag_model ON public.model_tag USING btree (company, kind, tag, model);

CREATE OR REPLACE FUNCTION public.record_model_tag_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
        insert into trigger_fire (company, "trigger", entity, source, kind, value)
        select w.company, w."trigger", w.entity, new.model, w.kind, w.value from trigger_watch as w
        where w.company = new.company and w.entity = 'model' and w.kind = 'tag' and w.value = new.tag
        order by w."trigger";
        return null;
      end $function$;

CREATE TRIGGER model_tag_event AFTER INSERT ON public.model_tag FOR EACH ROW WHEN (true) EXECUTE FUNCTION record_model_tag_event();

create table "project" (
  id text collate "C" not null,
  company text collate "C" not null,
  "user" text collate "C" not null,
  name text collate "C" not null,
  basename text collate "C" not null,
  parent text collate "C",
  description text collate "C" not null,
  default_output_destination text collate "C",
  created bigint not null,
  last_update bigint not null,
  rev bigint not null,
  maker text collate "C",
  origin text collate "C",
  constraint project_key PRIMARY KEY (id)
);

CREATE UNIQUE INDEX project_by_company_name ON public.project USING btree (company, name);

CREATE INDEX project_by_maker ON public.project USING btree (maker) WHERE (maker IS NOT NULL);

CREATE INDEX project_by_parent ON public.project USING btree (parent);

create table "project_tag" (
  project text collate "C" not null,
  company text collate "C" not null,
  kind text collate "C" not null,
  tag text collate "C" not null,
  constraint project_tag_key PRIMARY KEY (project, kind, tag)
);

CREATE INDEX project_tag_by_company_kind_tag_project ON public.project_tag USING btree (company, kind, tag, project);

create table "queue" (
  id text collate "C" not null,
  company text collate "C" not null,
  "user" text collate "C" not null,
  name text collate "C" not null,
  display_name text collate "C",
  created bigint not null,
  last_update bigint not null,
  rev bigint not null,
  metadata jsonb not null,
  cpu_usage double precision,
  gpu_usage double precision,
  constraint queue_key PRIMARY KEY (id)
);

CREATE UNIQUE INDEX queue_by_company_name ON public.queue USING btree (company, name);

create table "queue_entry" (
  task text collate "C" not null,
  company text collate "C" not null,
  queue text collate "C" not null,
  rank bigint not null,
  added bigint not null,
  not_before bigint,
  light bigint not null,
  lane text collate "C" not null,
  attempt text collate "C",
  gpus bigint not null,
  gpu_memory bigint not null,
  cpus double precision not null,
  memory bigint not null,
  labels jsonb not null,
  lost text,
  moved bigint default 0 not null,
  paused bigint default 0 not null,
  constraint queue_entry_key PRIMARY KEY (task)
);

CREATE INDEX queue_entry_by_attempt_held ON public.queue_entry USING btree (attempt) WHERE (attempt IS NOT NULL);

CREATE INDEX queue_entry_by_company_rank_light ON public.queue_entry USING btree (company, rank) WHERE (light = 1);

CREATE INDEX queue_entry_by_not_before_later ON public.queue_entry USING btree (not_before) WHERE (not_before IS NOT NULL);

CREATE INDEX queue_entry_by_queue_rank_task ON public.queue_entry USING btree (queue, rank, task);

CREATE INDEX queue_entry_moved ON public.queue_entry USING btree (moved) WHERE (moved = 1);

create table "queue_tag" (
  queue text collate "C" not null,
  company text collate "C" not null,
  kind text collate "C" not null,
  tag text collate "C" not null,
  constraint queue_tag_key PRIMARY KEY (queue, kind, tag)
);

create table "run" (
  id text collate "C" not null,
  company text collate "C" not null,
  engine_version bigint not null,
  seq bigint not null,
  updated bigint not null,
  due bigint,
  shown_seq bigint,
  deadline bigint,
  constraint run_key PRIMARY KEY (id)
);

CREATE INDEX run_by_deadline ON public.run USING btree (deadline) WHERE (deadline IS NOT NULL);

CREATE INDEX run_by_due ON public.run USING btree (due) WHERE (due IS NOT NULL);

create table "run_event" (
  run text collate "C" not null,
  company text collate "C" not null,
  seq bigint not null,
  event text collate "C" not null,
  created bigint not null,
  constraint run_event_key PRIMARY KEY (run, seq)
);

create table "schedule" (
  id text collate "C" not null,
  company text collate "C" not null,
  "user" text collate "C" not null,
  name text collate "C" not null,
  enabled bigint not null,
  timing jsonb not null,
  start jsonb not null,
  missed text collate "C" not null,
  catch_up bigint not null,
  overlap text collate "C" not null,
  next_due bigint,
  created bigint not null,
  last_update bigint not null,
  rev bigint not null,
  constraint schedule_pkey PRIMARY KEY (id)
);

CREATE UNIQUE INDEX schedule_by_name ON public.schedule USING btree (company, name);

CREATE INDEX schedule_by_next_due ON public.schedule USING btree (next_due) WHERE (next_due IS NOT NULL);

create table "schedule_fire" (
  schedule text collate "C" not null,
  company text collate "C" not null,
  due bigint not null,
  fired bigint not null,
  outcome text collate "C" not null,
  manual bigint not null,
  passed_over bigint not null,
  task text collate "C",
  reason text collate "C" not null,
  constraint schedule_fire_pk PRIMARY KEY (schedule, due)
);

CREATE INDEX schedule_fire_waiting ON public.schedule_fire USING btree (schedule, due) WHERE (outcome = 'waiting'::text);

create table "scroll" (
  id text collate "C" not null,
  company text collate "C" not null,
  entity text collate "C" not null,
  state jsonb not null,
  expires bigint not null,
  constraint scroll_key PRIMARY KEY (id)
);

CREATE INDEX scroll_by_expires ON public.scroll USING btree (expires);

create table "serving_container" (
  id text collate "C" not null,
  company text collate "C" not null,
  "user" text collate "C" not null,
  url text collate "C",
  description jsonb not null,
  uptime bigint not null,
  requests bigint not null,
  requests_min double precision not null,
  latency double precision not null,
  timeout bigint not null,
  last_report bigint not null,
  seen bigint default 0 not null,
  registered bigint default 0 not null,
  constraint serving_container_pkey PRIMARY KEY (company, "user", id)
);

create table "session" (
  id text collate "C" not null,
  company text collate "C" not null,
  "user" text collate "C" not null,
  access_key text collate "C",
  attempt text collate "C",
  first_task text collate "C",
  created bigint not null,
  expires bigint not null,
  revoked bigint not null,
  actor text collate "C",
  constraint session_key PRIMARY KEY (id)
);

CREATE INDEX session_by_access_key ON public.session USING btree (access_key);

CREATE INDEX session_by_attempt ON public.session USING btree (attempt);

CREATE INDEX session_by_expires ON public.session USING btree (expires);

create table "setting" (
  name text collate "C" not null,
  value text collate "C" not null,
  constraint setting_key PRIMARY KEY (name)
);

create table "step_launch" (
  run text collate "C" not null,
  company text collate "C" not null,
  step text collate "C" not null,
  attempt bigint not null,
  task text collate "C" not null,
  created bigint not null,
  deadline bigint,
  constraint step_launch_key PRIMARY KEY (run, step, attempt)
);

CREATE INDEX step_launch_by_deadline ON public.step_launch USING btree (deadline) WHERE (deadline IS NOT NULL);

CREATE INDEX step_launch_by_task ON public.step_launch USING btree (task);

create table "task" (
  id text collate "C" not null,
  company text collate "C" not null,
  "user" text collate "C" not null,
  project text collate "C",
  name text collate "C" not null,
  type text collate "C" not null,
  status text collate "C" not null,
  status_reason text collate "C" not null,
  status_message text collate "C" not null,
  status_changed bigint not null,
  comment text collate "C" not null,
  parent text collate "C",
  queue text collate "C",
  enqueue_status text collate "C",
  created bigint not null,
  started bigint,
  completed bigint,
  published bigint,
  active_duration bigint,
  last_update bigint not null,
  last_change bigint not null,
  last_changed_by text collate "C" not null,
  last_worker text collate "C",
  last_worker_report bigint,
  last_iteration bigint not null,
  stop_requested bigint not null,
  generation bigint not null,
  rev bigint not null,
  script jsonb not null,
  execution jsonb not null,
  output jsonb not null,
  container jsonb not null,
  runtime jsonb not null,
  models jsonb not null,
  resources jsonb not null,
  repository text collate "C" generated always as ((script ->> 'repository'::text)) stored,
  entry_point text collate "C" generated always as ((script ->> 'entry_point'::text)) stored,
  maker text collate "C",
  paused bigint default 0 not null,
  driver text collate "C",
  archived bigint default 0 not null,
  report text collate "C",
  report_assets text collate "C",
  origin text collate "C",
  constraint task_key PRIMARY KEY (id)
);

CREATE INDEX task_by_company_active_duration_id_ran ON public.task USING btree (company, active_duration, id) WHERE (active_duration IS NOT NULL);

CREATE INDEX task_by_company_created_id ON public.task USING btree (company, created, id);

CREATE INDEX task_by_company_last_update_id ON public.task USING btree (company, last_update, id) INCLUDE (name, status, type, project, "user", parent, queue, created, started, completed, status_changed, active_duration, last_iteration);

CREATE INDEX task_by_company_name_id ON public.task USING btree (company, name, id);

CREATE INDEX task_by_company_project_last_update_id ON public.task USING btree (company, project, last_update, id);

CREATE INDEX task_by_company_started_id ON public.task USING btree (company, started, id);

CREATE INDEX task_by_company_status_last_update_id ON public.task USING btree (company, status, last_update, id);

CREATE INDEX task_by_company_type_last_update_id ON public.task USING btree (company, type, last_update, id);

CREATE INDEX task_by_company_user_last_update_id ON public.task USING btree (company, "user", last_update, id);

CREATE INDEX task_by_driver ON public.task USING btree (driver, status) WHERE (driver IS NOT NULL);

CREATE INDEX task_by_job_hash ON public.task USING btree (lower(((runtime ->> 'pipeline_job_hash'::text) COLLATE "C")));

CREATE INDEX task_by_maker ON public.task USING btree (maker) WHERE (maker IS NOT NULL);

CREATE INDEX task_by_parent_status ON public.task USING btree (parent, status);

CREATE INDEX task_company_with_inputs ON public.task USING btree (company) WHERE ((jsonb_typeof((models -> 'input'::text)) = 'array'::text) AND ((models -> 'input'::text) <> '[]'::jsonb));

CREATE INDEX task_ended_by_name ON public.task USING btree (company, project, name, completed) WHERE (completed IS NOT NULL);

CREATE INDEX task_of_project ON public.task USING btree (company, project, archived, status, started, completed);

CREATE INDEX task_runs_of_project ON public.task USING btree (company, project, created, id) WHERE (type = 'controller'::text);

CREATE OR REPLACE FUNCTION public.record_task_made_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
        insert into trigger_fire (company, "trigger", entity, source, kind, value)
        select w.company, w."trigger", w.entity, new.id, w.kind, w.value from trigger_watch as w
        where w.company = new.company and w.entity = 'task' and w.kind = 'status' and w.value = new.status
        order by w."trigger";
        return null;
      end $function$;

CREATE TRIGGER task_made_event AFTER INSERT ON public.task FOR EACH ROW WHEN (true) EXECUTE FUNCTION record_task_made_event();

CREATE OR REPLACE FUNCTION public.record_task_status_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
        insert into trigger_fire (company, "trigger", entity, source, kind, value)
        select w.company, w."trigger", w.entity, new.id, w.kind, w.value from trigger_watch as w
        where w.company = new.company and w.entity = 'task' and w.kind = 'status' and w.value = new.status
        order by w."trigger";
        return null;
      end $function$;

CREATE TRIGGER task_status_event AFTER UPDATE OF status ON public.task FOR EACH ROW WHEN ((old.status <> new.status)) EXECUTE FUNCTION record_task_status_event();

CREATE OR REPLACE FUNCTION public.forget_task_words()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
        delete from task_words where task = old.id;
        return null;
      end $function$;

CREATE TRIGGER task_words_forgotten AFTER DELETE ON public.task FOR EACH ROW EXECUTE FUNCTION forget_task_words();

CREATE OR REPLACE FUNCTION public.keep_task_words()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
        insert into task_words (task, company, words) values (new.id, new.company, lower(coalesce(new."id", '') || chr(31) || coalesce(new."name", '') || chr(31) || coalesce(new."comment", '') || chr(31) || coalesce(new."parent", '') || chr(31) || coalesce(new."repository", '') || chr(31) || coalesce(new."entry_point", '')))
          on conflict (task) do update set words = excluded.words where task_words.words <> excluded.words;
        return null;
      end $function$;

CREATE TRIGGER task_words_kept AFTER INSERT OR UPDATE OF name, comment, parent, script ON public.task FOR EACH ROW EXECUTE FUNCTION keep_task_words();

create table "task_alias" (
  alias text collate "C" not null,
  company text collate "C" not null,
  task text collate "C" not null,
  constraint task_alias_key PRIMARY KEY (alias)
);

CREATE INDEX task_alias_by_task ON public.task_alias USING btree (task);

create table "task_artifact" (
  task text collate "C" not null,
  company text collate "C" not null,
  key text collate "C" not null,
  mode text collate "C" not null,
  type text collate "C" not null,
  uri text collate "C" not null,
  content_size bigint not null,
  hash text collate "C" not null,
  "timestamp" bigint not null,
  type_data jsonb not null,
  display_data jsonb not null,
  attempt text collate "C",
  file text collate "C",
  constraint task_artifact_key PRIMARY KEY (task, key, mode)
);

CREATE INDEX task_artifact_by_company_hash ON public.task_artifact USING btree (company, hash, task);

CREATE INDEX task_artifact_by_company_timestamp ON public.task_artifact USING btree (company, "timestamp", task, key, mode);

CREATE INDEX task_artifact_by_file ON public.task_artifact USING hash (file) WHERE (file IS NOT NULL);

create table "task_config" (
  task text collate "C" not null,
  company text collate "C" not null,
  name text collate "C" not null,
  value text collate "C",
  type text collate "C",
  description text collate "C",
  constraint task_config_key PRIMARY KEY (task, name)
);

create table "task_metric" (
  task text collate "C" not null,
  company text collate "C" not null,
  metric text collate "C" not null,
  variant text collate "C" not null,
  metric_hash text collate "C" not null,
  variant_hash text collate "C" not null,
  value double precision not null,
  iteration bigint not null,
  min_value double precision not null,
  min_value_iteration bigint not null,
  max_value double precision not null,
  max_value_iteration bigint not null,
  first_value double precision not null,
  first_value_iteration bigint not null,
  sum double precision not null,
  count bigint not null,
  x_axis_label text collate "C",
  constraint task_metric_key PRIMARY KEY (task, metric_hash, variant_hash)
);

CREATE INDEX task_metric_by_company_metric_hash_variant_hash_max_value_task ON public.task_metric USING btree (company, metric_hash, variant_hash, max_value, task);

CREATE INDEX task_metric_by_company_metric_hash_variant_hash_min_value_task ON public.task_metric USING btree (company, metric_hash, variant_hash, min_value, task);

CREATE INDEX task_metric_by_company_metric_hash_variant_hash_value_task ON public.task_metric USING btree (company, metric_hash, variant_hash, value, task);

create table "task_metric_stat" (
  task text collate "C" not null,
  company text collate "C" not null,
  metric text collate "C" not null,
  metric_hash text collate "C" not null,
  event_type text collate "C" not null,
  last_update bigint not null,
  constraint task_metric_stat_key PRIMARY KEY (task, metric_hash, event_type)
);

create table "task_param" (
  task text collate "C" not null,
  company text collate "C" not null,
  section text collate "C" not null,
  name text collate "C" not null,
  value text collate "C",
  num double precision,
  type text collate "C",
  description text collate "C",
  constraint task_param_key PRIMARY KEY (task, section, name)
);

CREATE INDEX task_param_by_company_section_name_num_task ON public.task_param USING btree (company, section, name, num, task);

CREATE INDEX task_param_by_company_section_name_value_task ON public.task_param USING btree (company, section, name, "left"(value, 256), task);

create table "task_tag" (
  task text collate "C" not null,
  company text collate "C" not null,
  kind text collate "C" not null,
  tag text collate "C" not null,
  constraint task_tag_key PRIMARY KEY (task, kind, tag)
);

CREATE INDEX task_tag_by_company_kind_tag_task ON public.task_tag USING btree (company, kind, tag, task);

CREATE OR REPLACE FUNCTION public.keep_task_archived()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin update task set archived = 1 where id = new.task; return null; end $function$;

CREATE TRIGGER task_archived AFTER INSERT ON public.task_tag FOR EACH ROW WHEN (((new.kind = 'system_tags'::text) AND (new.tag = 'archived'::text))) EXECUTE FUNCTION keep_task_archived();

CREATE OR REPLACE FUNCTION public.record_task_tag_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
        insert into trigger_fire (company, "trigger", entity, source, kind, value)
        select w.company, w."trigger", w.entity, new.task, w.kind, w.value from trigger_watch as w
        where w.company = new.company and w.entity = 'task' and w.kind = 'tag' and w.value = new.tag
        order by w."trigger";
        return null;
      end $function$;

CREATE TRIGGER task_tag_event AFTER INSERT ON public.task_tag FOR EACH ROW WHEN (true) EXECUTE FUNCTION record_task_tag_event();

CREATE OR REPLACE FUNCTION public.keep_task_unarchived()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin update task set archived = 0 where id = old.task; return null; end $function$;

CREATE TRIGGER task_unarchived AFTER DELETE ON public.task_tag FOR EACH ROW WHEN (((old.kind = 'system_tags'::text) AND (old.tag = 'archived'::text))) EXECUTE FUNCTION keep_task_unarchived();

create table "task_wait" (
  waiter text collate "C" not null,
  awaited text collate "C" not null,
  company text collate "C" not null,
  seen bigint not null,
  constraint task_wait_key PRIMARY KEY (waiter, awaited)
);

create table "task_words" (
  task text collate "C" not null,
  company text collate "C" not null,
  words text collate "C" not null,
  constraint task_words_key PRIMARY KEY (task)
);

create table "trigger" (
  id text collate "C" not null,
  company text collate "C" not null,
  "user" text collate "C" not null,
  name text collate "C" not null,
  enabled bigint not null,
  entity text collate "C" not null,
  condition jsonb not null,
  start jsonb not null,
  created bigint not null,
  last_update bigint not null,
  rev bigint not null,
  constraint trigger_pkey PRIMARY KEY (id)
);

CREATE UNIQUE INDEX trigger_by_name ON public.trigger USING btree (company, name);

create table "trigger_fire" (
  seq bigint generated always as identity not null,
  company text collate "C" not null,
  trigger text collate "C" not null,
  entity text collate "C" not null,
  source text collate "C" not null,
  kind text collate "C" not null,
  value text collate "C" not null,
  fired bigint,
  outcome text collate "C",
  task text collate "C",
  reason text collate "C",
  constraint trigger_fire_pkey PRIMARY KEY (seq)
);

CREATE INDEX trigger_fire_by_task ON public.trigger_fire USING btree (task) WHERE (task IS NOT NULL);

CREATE INDEX trigger_fire_by_trigger ON public.trigger_fire USING btree (trigger, seq);

CREATE INDEX trigger_fire_pending ON public.trigger_fire USING btree (seq) WHERE (outcome IS NULL);

create table "trigger_watch" (
  company text collate "C" not null,
  entity text collate "C" not null,
  kind text collate "C" not null,
  value text collate "C" not null,
  trigger text collate "C" not null,
  constraint trigger_watch_pk PRIMARY KEY (company, entity, kind, value, trigger)
);

CREATE INDEX trigger_watch_by_trigger ON public.trigger_watch USING btree (trigger);

create table "user" (
  id text collate "C" not null,
  company text collate "C" not null,
  name text collate "C" not null,
  role text collate "C" not null,
  password text collate "C",
  listed bigint not null,
  preferences jsonb not null,
  created bigint not null,
  configured bigint default 1 not null,
  deleted bigint,
  email text collate "C",
  given_name text collate "C",
  family_name text collate "C",
  avatar text collate "C",
  constraint user_key PRIMARY KEY (id)
);

CREATE INDEX user_by_company_name ON public."user" USING btree (company, name);

CREATE UNIQUE INDEX user_login ON public."user" USING btree (company, name) WHERE (password IS NOT NULL);

create table "worker" (
  id text collate "C" not null,
  company text collate "C" not null,
  "user" text collate "C" not null,
  agent text collate "C" not null,
  boot text collate "C",
  kind text collate "C" not null,
  lane text collate "C" not null,
  slot bigint,
  light_mode text collate "C",
  light_free bigint not null,
  task text collate "C",
  queue text collate "C",
  ip text collate "C" not null,
  registered bigint not null,
  timeout bigint not null,
  last_activity bigint not null,
  last_report bigint not null,
  seen bigint not null,
  tags jsonb not null,
  system_tags jsonb not null,
  gpus bigint not null,
  resources jsonb not null,
  widened_boot text collate "C",
  version text collate "C",
  reported bigint default 0 not null,
  constraint worker_key PRIMARY KEY (company, "user", id)
);

CREATE INDEX worker_by_agent ON public.worker USING btree (agent);

CREATE INDEX worker_by_company_lane_seen ON public.worker USING btree (company, lane, seen);

create table "worker_queue" (
  company text collate "C" not null,
  "user" text collate "C" not null,
  worker text collate "C" not null,
  queue text collate "C" not null,
  "position" bigint not null,
  constraint worker_queue_key PRIMARY KEY (company, "user", worker, queue)
);

CREATE INDEX worker_queue_by_queue ON public.worker_queue USING btree (queue);
