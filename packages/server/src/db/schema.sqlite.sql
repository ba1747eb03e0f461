-- Written by `npm run schema`. The migrations are the truth; this shows what they come to.

CREATE TABLE "agent_name" (
  "company" text not null,
  "agent" text not null,
  "boot" text not null,
  "home" text not null,
  "host" text not null,
  "pid" integer not null,
  "held_until" integer not null,
  constraint "agent_name_pkey" primary key ("company", "agent")
);

CREATE TABLE "attempt" (
  "id" text not null,
  "company" text not null,
  "task" text not null,
  "number" integer not null,
  "worker" text not null,
  "agent" text not null,
  "boot" text,
  "kind" text not null,
  "lane" text not null,
  "slot" integer,
  "state" text not null,
  "queue" text not null,
  "claimed" integer not null,
  "started" integer,
  "ended" integer,
  "confirm_by" integer,
  "lease_until" integer,
  "session" text,
  "ended_as" text,
  "exit_code" integer,
  "reason" text not null,
  "begin_iteration" bigint default 0 not null,
  "home" text,
  "queued" integer,
  constraint "attempt_key" primary key ("id")
);

CREATE INDEX attempt_by_agent_claimed on attempt (agent, claimed);

CREATE INDEX "attempt_by_agent_state" on "attempt" ("agent", "state");

CREATE INDEX "attempt_by_session" on "attempt" ("session");

CREATE INDEX "attempt_by_state_lease_until" on "attempt" ("state", "lease_until");

CREATE UNIQUE INDEX "attempt_by_task_live" on "attempt" ("task") where state in ('claimed', 'running');

CREATE UNIQUE INDEX "attempt_by_task_number" on "attempt" ("task", "number");

CREATE INDEX attempt_by_worker_claimed on attempt (worker, claimed);

CREATE TABLE "blob" (
  "id" text not null,
  "bytes" integer not null,
  "refs" integer not null,
  "created" integer not null,
  "delete_after" integer,
  constraint "blob_key" primary key ("id")
);

CREATE INDEX "blob_by_delete_after" on "blob" ("delete_after");

CREATE TABLE "change" (
  "seq" integer not null,
  "company" text not null,
  "entity" text not null,
  "id" text not null,
  "project" text,
  "kind" text not null,
  "rev" integer not null,
  "created" integer not null,
  constraint "change_key" primary key ("seq")
);

CREATE INDEX "change_by_created" on "change" ("created");

CREATE TABLE "company" (
  "id" text not null,
  "name" text not null,
  "created" integer not null,
  constraint "company_key" primary key ("id")
);

CREATE TABLE "credential" (
  "access_key" text not null,
  "company" text not null,
  "user" text not null,
  "secret" text not null,
  "label" text,
  "created" integer not null,
  "last_used" integer,
  "last_used_from" text,
  "attempt" text,
  "revoked" integer not null,
  constraint "credential_key" primary key ("access_key")
);

CREATE INDEX "credential_by_attempt" on "credential" ("attempt");

CREATE INDEX "credential_by_user" on "credential" ("user");

CREATE TABLE "drained_agent" (
  "company" text not null,
  "user" text not null,
  "agent" text not null,
  constraint "drained_agent_pk" primary key ("company", "user", "agent")
);

CREATE TABLE "event_removal" (
  "id" text not null,
  "company" text not null,
  "owner" text not null,
  "created" integer not null,
  constraint "event_removal_key" primary key ("id")
);

CREATE INDEX "event_removal_by_owner" on "event_removal" ("owner");

CREATE TABLE "file" (
  "company" text not null,
  "path" text not null,
  "blob" text not null,
  "bytes" integer not null,
  "sha256" text not null,
  "content_type" text not null,
  "task" text,
  "created" integer not null,
  "maker" text,
  constraint "file_key" primary key ("company", "path")
);

CREATE INDEX "file_by_blob" on "file" ("blob");

CREATE INDEX "file_by_maker" on "file" (maker) where maker is not null;

CREATE INDEX "file_by_task" on "file" ("task");

CREATE TABLE "file_release" (
  "company" text not null,
  "path" text not null,
  "expires" integer not null,
  constraint "file_release_pk" primary key ("company", "path")
);

CREATE TABLE "idempotency_record" (
  "key" text not null,
  "company" text not null,
  "action" text not null,
  "reply" text not null,
  "created" integer not null,
  "server" text default '' not null,
  constraint "idempotency_record_key" primary key ("key")
);

CREATE INDEX idempotency_record_by_created on idempotency_record (created);

CREATE TABLE "imported_row" (
  "company" text not null,
  "source" text not null,
  "entity" text not null,
  "origin" text not null,
  "id" text not null,
  "marker" text,
  "changed" integer,
  constraint "imported_row_key" primary key ("company", "source", "entity", "origin")
);

CREATE TABLE "launch" (
  "id" integer not null,
  "company" text not null,
  "controller" text not null,
  "generation" integer not null,
  "incarnation" integer not null,
  "step" text not null,
  "ordinal" integer not null,
  "definition" text not null,
  "parts" text not null,
  "task" text not null,
  "created" integer not null,
  "reusable" integer not null,
  constraint "launch_key" primary key ("id")
);

CREATE INDEX "launch_by_controller_generation_step_definition" on "launch" ("controller", "generation", "step", "definition");

CREATE INDEX "launch_by_task" on "launch" ("task");

CREATE TABLE "load_sample" (
  "company" text not null,
  "kind" text not null,
  "metric" text not null,
  "owner" text not null,
  "variant" text not null,
  "span" integer not null,
  "at" integer not null,
  "total" real not null,
  "count" integer not null,
  "least" real not null,
  "most" real not null,
  constraint "load_sample_pkey" primary key ("company", "kind", "metric", "owner", "variant", "span", "at")
) without rowid;

CREATE INDEX "load_sample_by_time" on "load_sample" ("span", "at");

CREATE TABLE "login_ticket" (
  "hash" text primary key,
  "company" text not null,
  "user" text not null,
  "access_key" text,
  "expires" integer not null,
  "maker" text
);

CREATE TABLE "model" (
  "id" text not null,
  "company" text not null,
  "user" text not null,
  "project" text,
  "task" text,
  "parent" text,
  "name" text not null,
  "comment" text not null,
  "uri" text not null,
  "framework" text not null,
  "ready" integer not null,
  "created" integer not null,
  "last_update" integer not null,
  "last_change" integer not null,
  "last_iteration" integer not null,
  "rev" integer not null,
  "design" text not null,
  "labels" text not null,
  "metadata" text not null,
  "maker" text,
  "file" text,
  "origin" text,
  "ui_cache" text,
  constraint "model_key" primary key ("id")
);

CREATE INDEX "model_by_company_last_update_id" on "model" ("company", "last_update", "id");

CREATE INDEX "model_by_company_project" on "model" ("company", "project");

CREATE INDEX "model_by_company_uri" on "model" ("company", "uri");

CREATE INDEX "model_by_file" on "model" (file) where file is not null;

CREATE INDEX "model_by_maker" on "model" (maker) where maker is not null;

CREATE INDEX "model_by_task" on "model" ("task");

CREATE TRIGGER model_made_event after insert on model when true begin insert into trigger_fire (company, "trigger", entity, source, kind, value)
        select w.company, w."trigger", w.entity, new.id, w.kind, w.value from trigger_watch as w
        where w.company = new.company and w.entity = 'model' and w.kind = 'status' and w.value = 'created'
        order by w."trigger"; end;

CREATE TRIGGER model_made_ready_event after insert on model when new.ready = 1 begin insert into trigger_fire (company, "trigger", entity, source, kind, value)
        select w.company, w."trigger", w.entity, new.id, w.kind, w.value from trigger_watch as w
        where w.company = new.company and w.entity = 'model' and w.kind = 'status' and w.value = 'published'
        order by w."trigger"; end;

CREATE TRIGGER model_ready_event after update of ready on model when old.ready = 0 and new.ready = 1 begin insert into trigger_fire (company, "trigger", entity, source, kind, value)
        select w.company, w."trigger", w.entity, new.id, w.kind, w.value from trigger_watch as w
        where w.company = new.company and w.entity = 'model' and w.kind = 'status' and w.value = 'published'
        order by w."trigger"; end;

CREATE TABLE "model_tag" (
  "model" text not null,
  "company" text not null,
  "kind" text not null,
  "tag" text not null,
  constraint "model_tag_key" primary key ("model", "kind", "tag")
);

CREATE INDEX "model_tag_by_company_kind_tag_model" on "model_tag" ("company", "kind", "tag", "model");

CREATE TRIGGER model_tag_event after insert on model_tag when true begin insert into trigger_fire (company, "trigger", entity, source, kind, value)
        select w.company, w."trigger", w.entity, new.model, w.kind, w.value from trigger_watch as w
        where w.company = new.company and w.entity = 'model' and w.kind = 'tag' and w.value = new.tag
        order by w."trigger"; end;

CREATE TABLE "project" (
  "id" text not null,
  "company" text not null,
  "user" text not null,
  "name" text not null,
  "basename" text not null,
  "parent" text,
  "description" text not null,
  "default_output_destination" text,
  "created" integer not null,
  "last_update" integer not null,
  "rev" integer not null,
  "maker" text,
  "origin" text,
  constraint "project_key" primary key ("id")
);

CREATE UNIQUE INDEX "project_by_company_name" on "project" ("company", "name");

CREATE INDEX "project_by_maker" on "project" (maker) where maker is not null;

CREATE INDEX "project_by_parent" on "project" ("parent");

CREATE TABLE "project_tag" (
  "project" text not null,
  "company" text not null,
  "kind" text not null,
  "tag" text not null,
  constraint "project_tag_key" primary key ("project", "kind", "tag")
);

CREATE INDEX "project_tag_by_company_kind_tag_project" on "project_tag" ("company", "kind", "tag", "project");

CREATE TABLE "queue" (
  "id" text not null,
  "company" text not null,
  "user" text not null,
  "name" text not null,
  "display_name" text,
  "created" integer not null,
  "last_update" integer not null,
  "rev" integer not null,
  "metadata" text not null,
  "cpu_usage" real,
  "gpu_usage" real,
  constraint "queue_key" primary key ("id")
);

CREATE UNIQUE INDEX "queue_by_company_name" on "queue" ("company", "name");

CREATE TABLE "queue_entry" (
  "task" text not null,
  "company" text not null,
  "queue" text not null,
  "rank" integer not null,
  "added" integer not null,
  "not_before" integer,
  "light" integer not null,
  "lane" text not null,
  "attempt" text,
  "gpus" integer not null,
  "gpu_memory" integer not null,
  "cpus" real not null,
  "memory" integer not null,
  "labels" text not null,
  "lost" text,
  "moved" integer default 0 not null,
  "paused" integer default 0 not null,
  constraint "queue_entry_key" primary key ("task")
);

CREATE INDEX "queue_entry_by_attempt_held" on "queue_entry" ("attempt") where attempt is not null;

CREATE INDEX "queue_entry_by_company_rank_light" on "queue_entry" ("company", "rank") where light = 1;

CREATE INDEX "queue_entry_by_not_before_later" on "queue_entry" ("not_before") where not_before is not null;

CREATE INDEX "queue_entry_by_queue_rank_task" on "queue_entry" ("queue", "rank", "task");

CREATE INDEX queue_entry_moved on queue_entry (moved) where moved = 1;

CREATE TABLE "queue_tag" (
  "queue" text not null,
  "company" text not null,
  "kind" text not null,
  "tag" text not null,
  constraint "queue_tag_key" primary key ("queue", "kind", "tag")
);

CREATE TABLE "run" (
  "id" text not null,
  "company" text not null,
  "engine_version" integer not null,
  "seq" integer not null,
  "updated" integer not null,
  "due" integer,
  "shown_seq" integer,
  "deadline" integer,
  constraint "run_key" primary key ("id")
);

CREATE INDEX run_by_deadline on run (deadline) where deadline is not null;

CREATE INDEX run_by_due on run (due) where due is not null;

CREATE TABLE "run_event" (
  "run" text not null,
  "company" text not null,
  "seq" integer not null,
  "event" text not null,
  "created" integer not null,
  constraint "run_event_key" primary key ("run", "seq")
);

CREATE TABLE "schedule" (
  "id" text not null primary key,
  "company" text not null,
  "user" text not null,
  "name" text not null,
  "enabled" integer not null,
  "timing" text not null,
  "start" text not null,
  "missed" text not null,
  "catch_up" integer not null,
  "overlap" text not null,
  "next_due" integer,
  "created" integer not null,
  "last_update" integer not null,
  "rev" integer not null
);

CREATE UNIQUE INDEX "schedule_by_name" on "schedule" ("company", "name");

CREATE INDEX "schedule_by_next_due" on "schedule" ("next_due") where "next_due" is not null;

CREATE TABLE "schedule_fire" (
  "schedule" text not null,
  "company" text not null,
  "due" integer not null,
  "fired" integer not null,
  "outcome" text not null,
  "manual" integer not null,
  "passed_over" integer not null,
  "task" text,
  "reason" text not null,
  constraint "schedule_fire_pk" primary key ("schedule", "due")
);

CREATE INDEX "schedule_fire_waiting" on "schedule_fire" ("schedule", "due") where "outcome" = 'waiting';

CREATE TABLE "scroll" (
  "id" text not null,
  "company" text not null,
  "entity" text not null,
  "state" text not null,
  "expires" integer not null,
  constraint "scroll_key" primary key ("id")
);

CREATE INDEX "scroll_by_expires" on "scroll" ("expires");

CREATE TABLE "serving_container" (
  "id" text not null,
  "company" text not null,
  "user" text not null,
  "url" text,
  "description" text not null,
  "uptime" integer not null,
  "requests" integer not null,
  "requests_min" real not null,
  "latency" real not null,
  "timeout" integer not null,
  "last_report" integer not null,
  "seen" integer default 0 not null,
  "registered" integer default 0 not null,
  constraint "serving_container_pkey" primary key ("company", "user", "id")
);

CREATE TABLE "session" (
  "id" text not null,
  "company" text not null,
  "user" text not null,
  "access_key" text,
  "attempt" text,
  "first_task" text,
  "created" integer not null,
  "expires" integer not null,
  "revoked" integer not null,
  "actor" text,
  constraint "session_key" primary key ("id")
);

CREATE INDEX "session_by_access_key" on "session" ("access_key");

CREATE INDEX "session_by_attempt" on "session" ("attempt");

CREATE INDEX "session_by_expires" on "session" ("expires");

CREATE TABLE "setting" (
  "name" text not null,
  "value" text not null,
  constraint "setting_key" primary key ("name")
);

CREATE TABLE "step_launch" (
  "run" text not null,
  "company" text not null,
  "step" text not null,
  "attempt" integer not null,
  "task" text not null,
  "created" integer not null,
  "deadline" integer,
  constraint "step_launch_key" primary key ("run", "step", "attempt")
);

CREATE INDEX step_launch_by_deadline on step_launch (deadline) where deadline is not null;

CREATE INDEX "step_launch_by_task" on "step_launch" ("task");

CREATE TABLE "task" (
  "id" text not null,
  "company" text not null,
  "user" text not null,
  "project" text,
  "name" text not null,
  "type" text not null,
  "status" text not null,
  "status_reason" text not null,
  "status_message" text not null,
  "status_changed" integer not null,
  "comment" text not null,
  "parent" text,
  "queue" text,
  "enqueue_status" text,
  "created" integer not null,
  "started" integer,
  "completed" integer,
  "published" integer,
  "active_duration" integer,
  "last_update" integer not null,
  "last_change" integer not null,
  "last_changed_by" text not null,
  "last_worker" text,
  "last_worker_report" integer,
  "last_iteration" integer not null,
  "stop_requested" integer not null,
  "generation" integer not null,
  "rev" integer not null,
  "script" text not null,
  "execution" text not null,
  "output" text not null,
  "container" text not null,
  "runtime" text not null,
  "models" text not null,
  "resources" text not null,
  "repository" text generated always as (json_extract("script", '$.repository')) stored,
  "entry_point" text generated always as (json_extract("script", '$.entry_point')) stored,
  "maker" text,
  "paused" integer default 0 not null,
  "driver" text,
  "archived" integer default 0 not null,
  "report" text,
  "report_assets" text,
  "origin" text,
  constraint "task_key" primary key ("id")
);

CREATE INDEX "task_by_company_active_duration_id_ran" on "task" ("company", "active_duration", "id") where active_duration is not null;

CREATE INDEX "task_by_company_created_id" on "task" ("company", "created", "id");

CREATE INDEX "task_by_company_last_update_id" on "task" ("company", "last_update", "id", "name", "status", "type", "project", "user", "parent", "queue", "created", "started", "completed", "status_changed", "active_duration", "last_iteration", "comment", "repository", "entry_point");

CREATE INDEX "task_by_company_name_id" on "task" ("company", "name", "id");

CREATE INDEX "task_by_company_project_last_update_id" on "task" ("company", "project", "last_update", "id");

CREATE INDEX "task_by_company_started_id" on "task" ("company", "started", "id");

CREATE INDEX "task_by_company_status_last_update_id" on "task" ("company", "status", "last_update", "id");

CREATE INDEX "task_by_company_type_last_update_id" on "task" ("company", "type", "last_update", "id");

CREATE INDEX "task_by_company_user_last_update_id" on "task" ("company", "user", "last_update", "id");

CREATE INDEX task_by_driver on task (driver, status) where driver is not null;

CREATE INDEX task_by_job_hash on task ((lower(json_extract(runtime, '$."pipeline_job_hash"'))));

CREATE INDEX "task_by_maker" on "task" (maker) where maker is not null;

CREATE INDEX "task_by_parent_status" on "task" ("parent", "status");

CREATE INDEX task_company_with_inputs on task (company) where case when json_valid(models) then json_array_length(models, '$.input') > 0 else 0 end;

CREATE INDEX task_ended_by_name on task (company, project, name, completed) where completed is not null;

CREATE INDEX task_of_project on task (company, project, archived, status, started, completed);

CREATE INDEX task_runs_of_project on task (company, project, created, id) where type = 'controller';

CREATE TRIGGER task_made_event after insert on task when true begin insert into trigger_fire (company, "trigger", entity, source, kind, value)
        select w.company, w."trigger", w.entity, new.id, w.kind, w.value from trigger_watch as w
        where w.company = new.company and w.entity = 'task' and w.kind = 'status' and w.value = new.status
        order by w."trigger"; end;

CREATE TRIGGER task_status_event after update of status on task when old.status <> new.status begin insert into trigger_fire (company, "trigger", entity, source, kind, value)
        select w.company, w."trigger", w.entity, new.id, w.kind, w.value from trigger_watch as w
        where w.company = new.company and w.entity = 'task' and w.kind = 'status' and w.value = new.status
        order by w."trigger"; end;

CREATE TRIGGER task_words_changed after update of "name", "comment", "parent", "script" on task when old."id" is not new."id" or old."name" is not new."name" or old."comment" is not new."comment" or old."parent" is not new."parent" or old."repository" is not new."repository" or old."entry_point" is not new."entry_point" begin
    update task_words set words = lower(coalesce(new."id", '') || char(31) || coalesce(new."name", '') || char(31) || coalesce(new."comment", '') || char(31) || coalesce(new."parent", '') || char(31) || coalesce(new."repository", '') || char(31) || coalesce(new."entry_point", '')) where task = new.id;
  end;

CREATE TRIGGER task_words_forgotten after delete on task begin
    delete from task_words where task = old.id;
  end;

CREATE TRIGGER task_words_made after insert on task begin
    insert into task_words (task, company, words) values (new.id, new.company, lower(coalesce(new."id", '') || char(31) || coalesce(new."name", '') || char(31) || coalesce(new."comment", '') || char(31) || coalesce(new."parent", '') || char(31) || coalesce(new."repository", '') || char(31) || coalesce(new."entry_point", '')));
  end;

CREATE TABLE "task_alias" (
  "alias" text not null,
  "company" text not null,
  "task" text not null,
  constraint "task_alias_key" primary key ("alias")
);

CREATE INDEX "task_alias_by_task" on "task_alias" ("task");

CREATE TABLE "task_artifact" (
  "task" text not null,
  "company" text not null,
  "key" text not null,
  "mode" text not null,
  "type" text not null,
  "uri" text not null,
  "content_size" integer not null,
  "hash" text not null,
  "timestamp" integer not null,
  "type_data" text not null,
  "display_data" text not null,
  "attempt" text,
  "file" text,
  constraint "task_artifact_key" primary key ("task", "key", "mode")
);

CREATE INDEX "task_artifact_by_company_hash" on "task_artifact" ("company", "hash", "task");

CREATE INDEX "task_artifact_by_company_timestamp" on "task_artifact" ("company", "timestamp", "task", "key", "mode");

CREATE INDEX "task_artifact_by_file" on "task_artifact" (file) where file is not null;

CREATE TABLE "task_config" (
  "task" text not null,
  "company" text not null,
  "name" text not null,
  "value" text,
  "type" text,
  "description" text,
  constraint "task_config_key" primary key ("task", "name")
);

CREATE TABLE "task_metric" (
  "task" text not null,
  "company" text not null,
  "metric" text not null,
  "variant" text not null,
  "metric_hash" text not null,
  "variant_hash" text not null,
  "value" real not null,
  "iteration" integer not null,
  "min_value" real not null,
  "min_value_iteration" integer not null,
  "max_value" real not null,
  "max_value_iteration" integer not null,
  "first_value" real not null,
  "first_value_iteration" integer not null,
  "sum" real not null,
  "count" integer not null,
  "x_axis_label" text,
  constraint "task_metric_key" primary key ("task", "metric_hash", "variant_hash")
);

CREATE INDEX "task_metric_by_company_metric_hash_variant_hash_max_value_task" on "task_metric" ("company", "metric_hash", "variant_hash", "max_value", "task");

CREATE INDEX "task_metric_by_company_metric_hash_variant_hash_min_value_task" on "task_metric" ("company", "metric_hash", "variant_hash", "min_value", "task");

CREATE INDEX "task_metric_by_company_metric_hash_variant_hash_value_task" on "task_metric" ("company", "metric_hash", "variant_hash", "value", "task");

CREATE TABLE "task_metric_stat" (
  "task" text not null,
  "company" text not null,
  "metric" text not null,
  "metric_hash" text not null,
  "event_type" text not null,
  "last_update" integer not null,
  constraint "task_metric_stat_key" primary key ("task", "metric_hash", "event_type")
);

CREATE TABLE "task_param" (
  "task" text not null,
  "company" text not null,
  "section" text not null,
  "name" text not null,
  "value" text,
  "num" real,
  "type" text,
  "description" text,
  constraint "task_param_key" primary key ("task", "section", "name")
);

CREATE INDEX "task_param_by_company_section_name_num_task" on "task_param" ("company", "section", "name", "num", "task");

CREATE INDEX "task_param_by_company_section_name_value_task" on "task_param" ("company", "section", "name", "value", "task");

CREATE TABLE "task_tag" (
  "task" text not null,
  "company" text not null,
  "kind" text not null,
  "tag" text not null,
  constraint "task_tag_key" primary key ("task", "kind", "tag")
);

CREATE INDEX "task_tag_by_company_kind_tag_task" on "task_tag" ("company", "kind", "tag", "task");

CREATE TRIGGER task_archived after insert on task_tag when new.kind = 'system_tags' and new.tag = 'archived' begin update task set archived = 1 where id = new.task; end;

CREATE TRIGGER task_tag_event after insert on task_tag when true begin insert into trigger_fire (company, "trigger", entity, source, kind, value)
        select w.company, w."trigger", w.entity, new.task, w.kind, w.value from trigger_watch as w
        where w.company = new.company and w.entity = 'task' and w.kind = 'tag' and w.value = new.tag
        order by w."trigger"; end;

CREATE TRIGGER task_unarchived after delete on task_tag when old.kind = 'system_tags' and old.tag = 'archived' begin update task set archived = 0 where id = old.task; end;

CREATE TABLE "task_wait" (
  "waiter" text not null,
  "awaited" text not null,
  "company" text not null,
  "seen" integer not null,
  constraint "task_wait_key" primary key ("waiter", "awaited")
);

CREATE TABLE "task_words" (
  "task" text not null,
  "company" text not null,
  "words" text not null,
  constraint "task_words_key" primary key ("task")
);

CREATE TABLE "trigger" (
  "id" text not null primary key,
  "company" text not null,
  "user" text not null,
  "name" text not null,
  "enabled" integer not null,
  "entity" text not null,
  "condition" text not null,
  "start" text not null,
  "created" integer not null,
  "last_update" integer not null,
  "rev" integer not null
);

CREATE UNIQUE INDEX "trigger_by_name" on "trigger" ("company", "name");

CREATE TABLE "trigger_fire" (
  "seq" integer not null primary key,
  "company" text not null,
  "trigger" text not null,
  "entity" text not null,
  "source" text not null,
  "kind" text not null,
  "value" text not null,
  "fired" integer,
  "outcome" text,
  "task" text,
  "reason" text
);

CREATE INDEX "trigger_fire_by_task" on "trigger_fire" ("task") where "task" is not null;

CREATE INDEX "trigger_fire_by_trigger" on "trigger_fire" ("trigger", "seq");

CREATE INDEX "trigger_fire_pending" on "trigger_fire" ("seq") where "outcome" is null;

CREATE TABLE "trigger_watch" (
  "company" text not null,
  "entity" text not null,
  "kind" text not null,
  "value" text not null,
  "trigger" text not null,
  constraint "trigger_watch_pk" primary key ("company", "entity", "kind", "value", "trigger")
);

CREATE INDEX "trigger_watch_by_trigger" on "trigger_watch" ("trigger");

CREATE TABLE "user" (
  "id" text not null,
  "company" text not null,
  "name" text not null,
  "role" text not null,
  "password" text,
  "listed" integer not null,
  "preferences" text not null,
  "created" integer not null,
  "configured" integer default 1 not null,
  "deleted" integer,
  "email" text,
  "given_name" text,
  "family_name" text,
  "avatar" text,
  constraint "user_key" primary key ("id")
);

CREATE INDEX "user_by_company_name" on "user" ("company", "name");

CREATE UNIQUE INDEX user_login on "user" (company, name) where password is not null;

CREATE TABLE "worker" (
  "id" text not null,
  "company" text not null,
  "user" text not null,
  "agent" text not null,
  "boot" text,
  "kind" text not null,
  "lane" text not null,
  "slot" integer,
  "light_mode" text,
  "light_free" integer not null,
  "task" text,
  "queue" text,
  "ip" text not null,
  "registered" integer not null,
  "timeout" integer not null,
  "last_activity" integer not null,
  "last_report" integer not null,
  "seen" integer not null,
  "tags" text not null,
  "system_tags" text not null,
  "gpus" integer not null,
  "resources" text not null,
  "widened_boot" text,
  "version" text,
  "reported" integer default 0 not null,
  constraint "worker_key" primary key ("company", "user", "id")
);

CREATE INDEX "worker_by_agent" on "worker" ("agent");

CREATE INDEX "worker_by_company_lane_seen" on "worker" ("company", "lane", "seen");

CREATE TABLE "worker_queue" (
  "company" text not null,
  "user" text not null,
  "worker" text not null,
  "queue" text not null,
  "position" integer not null,
  constraint "worker_queue_key" primary key ("company", "user", "worker", "queue")
);

CREATE INDEX "worker_queue_by_queue" on "worker_queue" ("queue");
