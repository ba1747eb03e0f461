"""Calls each action of ClearML's API with what it asks for, checks its answer against the client's own schema of it, and looks at what it did."""

import base64
import os
import time

import requests
from actions_of import Actions
from clearml.backend_api.session.client import APIError
from flow import flow, main

NAME = f"flows/actions {os.getpid()}"


def names(rows):
    return {row["name"] for row in rows}


@flow
def actions_of_tasks():
    """Actions: each of `tasks`, with its effect"""
    call = Actions("tasks")
    project = call.new_project(NAME, "tasks")
    queue = call("queues.create", name=f"{NAME} tasks")["id"]
    other = call("queues.create", name=f"{NAME} tasks, other")["id"]

    def task(id, *only):
        return call("tasks.get_all_ex", id=[id], search_hidden=True, **({"only_fields": list(only)} if only else {}))["tasks"][0]

    def new(name="a task", **fields):
        return call("tasks.create", name=name, type="training", project=project, **fields)["id"]

    # Definition
    script = {"repository": "https://example.com/r.git", "branch": "main", "entry_point": "a.py", "working_dir": "."}
    draft = {"script": script, "tags": ["made"], "comment": "why", "hyperparams": {"Args": {"n": {"section": "Args", "name": "n", "value": "1"}}}}
    assert call("tasks.validate", name="a task", type="training", project=project, **draft) == {}
    one = new(**draft, configuration={"c": {"name": "c", "value": "x: 1", "type": "yaml"}}, container={"image": "python:3.12"})
    found = call("tasks.get_by_id", task=one)["task"]
    assert found["script"]["branch"] == "main" and found["hyperparams"]["Args"]["n"]["value"] == "1" and found["tags"] == ["made"], found
    assert call("tasks.edit", task=one, name="renamed", execution={"queue": queue})["updated"] == 1
    assert call("tasks.update", task=one, comment="another")["updated"] == 1
    found = call("tasks.get_by_id_ex", id=[one], only_fields=["name", "comment", "execution.queue.name", "project.name"])["tasks"][0]
    assert (found["name"], found["comment"], found["project"]["name"]) == ("renamed", "another", f"{NAME}/tasks"), found
    assert call.batch("tasks.update_batch", [{"task": one, "comment": "of a batch"}, {"task": new("second"), "tags": ["b"]}])["updated"] == 2
    assert call("tasks.update_tags", ids=[one], add_tags=["added"], remove_tags=["made"])["updated"] == 1
    assert (task(one)["comment"], task(one)["tags"]) == ("of a batch", ["added"])
    assert call("tasks.set_requirements", task=one, requirements={"pip": "numpy==2.3"})["updated"] == 1
    assert task(one)["script"]["requirements"] == {"pip": "numpy==2.3"}
    item = {"section": "Args", "name": "m", "value": "2", "type": "int", "description": "how many"}
    assert call("tasks.edit_hyper_params", task=one, hyperparams=[item])["updated"] == 1
    params = call("tasks.get_hyper_params", tasks=[one])["params"][0]
    assert params["task"] == one and [param["name"] for param in params["hyperparams"]] == ["m", "n"], params
    assert call("tasks.delete_hyper_params", task=one, hyperparams=[{"section": "Args", "name": "n"}])["deleted"] == 1
    assert list(task(one)["hyperparams"]["Args"]) == ["m"]
    assert call("tasks.edit_configuration", task=one, configuration=[{"name": "d", "value": "y", "type": "text"}])["updated"] == 1
    assert call("tasks.get_configuration_names", tasks=[one])["configurations"] == [{"task": one, "names": ["c", "d"]}]
    assert [c["value"] for c in call("tasks.get_configurations", tasks=[one], names=["d"])["configurations"][0]["configuration"]] == ["y"]
    assert call("tasks.delete_configuration", task=one, configuration=["c"])["deleted"] == 1
    assert list(task(one)["configuration"]) == ["d"]
    artifact = {"key": "data", "type": "custom", "mode": "input", "uri": "s3://bucket/data", "content_size": 7, "hash": "h", "timestamp": 1}
    assert call("tasks.add_or_update_artifacts", task=one, artifacts=[artifact])["updated"] == 1
    assert task(one)["execution"]["artifacts"][0]["uri"] == "s3://bucket/data"
    assert call("tasks.delete_artifacts", task=one, artifacts=[{"key": "data", "mode": "input"}])["deleted"] == 1
    model = call("models.create", name="a model", uri="s3://bucket/m", project=project)["id"]
    assert call("tasks.add_or_update_model", task=one, name="in", model=model, type="input")["updated"] == 1
    assert task(one)["models"]["input"][0]["model"] == model
    assert call("tasks.delete_models", task=one, models=[{"name": "in", "type": "input"}])["updated"] == 1
    assert not task(one)["models"].get("input") and not task(one)["execution"].get("artifacts")
    assert call("tasks.edit_runtime", task=one, add_or_update={"progress": "5", "gone": "1"})["updated"] == 1
    assert call("tasks.edit_runtime", task=one, remove=["gone"])["updated"] == 1 and task(one)["runtime"] == {"progress": "5"}, task(one)["runtime"]
    copy = call("tasks.clone", task=one, new_task_name="a copy", new_task_tags=["copied"], new_project_name=f"{NAME}/tasks/copies")
    assert copy["new_project"]["name"] == f"{NAME}/tasks/copies" and task(copy["id"])["tags"] == ["copied"]
    assert call("tasks.move", ids=[copy["id"]], project=project)["project_id"] == project and task(copy["id"])["project"]["id"] == project
    assert "training" in call("tasks.get_types", projects=[project])["types"]
    assert one in {t["id"] for t in call("tasks.get_all", project=[project], order_by=["-last_update"], page=0, page_size=50)["tasks"]}

    # Life
    queued = call("tasks.enqueue", task=one, queue=queue, verify_watched_queue=True)
    assert queued["queued"] == 1 and queued["queue_watched"] is False and task(one)["status"] == "queued", queued
    assert call("tasks.dequeue", task=one)["dequeued"] == 1 and task(one)["status"] == "created"
    two = copy["id"]
    many = call("tasks.enqueue_many", ids=[one, two, "0" * 32], queue=other)
    assert [item["id"] for item in many["succeeded"]] == [one, two] and many["failed"][0]["error"]["codes"] == [400, 101], many
    assert call("queues.get_by_id", queue=other)["queue"]["entries"][1]["task"] == two
    assert len(call("tasks.dequeue_many", ids=[one, two])["succeeded"]) == 2 and task(two)["status"] == "created"
    assert call("tasks.started", task=one)["started"] == 1 and task(one)["status"] == "in_progress"
    before = task(one)["last_update"]
    call.until(lambda: call("tasks.ping", task=one) == {} and task(one)["last_update"] > before, "a later last_update")
    assert call("tasks.stop", task=one, force=True, status_reason="enough")["updated"] == 1
    assert task(one)["status"] == "stopped"
    for action, status in (("stopped", "stopped"), ("failed", "failed"), ("completed", "completed")):
        ending = new(action)
        call("tasks.started", task=ending)
        assert call(f"tasks.{action}", task=ending, status_message="said")["updated"] == 1
        assert (task(ending)["status"], task(ending)["status_message"]) == (status, "said")
    assert call("tasks.publish", task=ending)["updated"] == 1
    assert task(ending)["status"] == "published"
    closing = new("closing")
    call("tasks.started", task=closing)
    call("tasks.stopped", task=closing)
    assert call("tasks.close", task=closing)["updated"] == 1 and task(closing)["status"] == "closed"
    assert call("tasks.reset", task=one, force=True)["updated"] == 1 and task(one)["status"] == "created"
    for id in (one, two):
        call("tasks.started", task=id)
    assert len(call("tasks.stop_many", ids=[one, two], force=True)["succeeded"]) == 2 and task(two)["status"] == "stopped"
    assert len(call("tasks.reset_many", ids=[one, two], force=True)["succeeded"]) == 2 and task(two)["status"] == "created"
    for id in (one, two):
        call("tasks.started", task=id)
        call("tasks.completed", task=id)
    assert len(call("tasks.publish_many", ids=[one, two])["succeeded"]) == 2 and task(two)["status"] == "published"
    assert call("tasks.archive", tasks=[one])["archived"] == 1 and "archived" in task(one)["system_tags"]
    assert call("tasks.unarchive", tasks=[one])["unarchived"] == 1 and "archived" not in task(one)["system_tags"]
    assert all(item["archived"] for item in call("tasks.archive_many", ids=[one, two])["succeeded"]) and "archived" in task(two)["system_tags"]
    assert all(item["unarchived"] for item in call("tasks.unarchive_many", ids=[one, two])["succeeded"])
    assert call("tasks.make_public", ids=[two])["updated"] == 1
    call.refused("tasks.edit", 403, task=two, name="of all", force=True)
    assert call("tasks.make_private", ids=[two])["updated"] == 1 and call("tasks.edit", task=two, name="mine", force=True)["updated"] == 1
    assert call("tasks.delete", task=one, force=True)["deleted"] is True
    deleted = call("tasks.delete_many", ids=[two, closing, "0" * 32], force=True)
    assert [item["id"] for item in deleted["succeeded"]] == [two, closing] and len(deleted["failed"]) == 1, deleted
    assert call("tasks.get_all", id=[one, two, closing])["tasks"] == []
    call.done()


@flow
def actions_of_models():
    """Actions: each of `models`, with its effect"""
    call = Actions("models")
    project = call.new_project(NAME, "models")
    task = call("tasks.create", name="a trainer", type="training", project=project)["id"]
    call("tasks.started", task=task)

    def model(id):
        return call("models.get_all_ex", id=[id])["models"][0]

    def new(name="a model", **fields):
        return call("models.create", name=name, uri=f"s3://bucket/{name}", project=project, ready=False, **fields)["id"]

    one = new(
        framework="PyTorch",
        task=task,
        labels={"cat": 1},
        design={"layers": 3},
        tags=["made"],
        comment="why",
        metadata=[{"key": "k", "type": "str", "value": "v"}],
    )
    found = call("models.get_by_id", model=one)["model"]
    assert (found["labels"], found["framework"], found["ready"]) == ({"cat": 1}, "PyTorch", False) and found["metadata"]["k"]["value"] == "v", found
    assert call("models.get_by_id_ex", id=[one], only_fields=["name", "task.name"])["models"][0]["task"]["name"] == "a trainer"
    assert call("models.edit", model=one, name="renamed", iteration=3)["updated"] == 1
    assert call("models.update", model=one, comment="another")["updated"] == 1
    assert (model(one)["name"], model(one)["comment"]) == ("renamed", "another")
    assert call("tasks.get_by_id", task=task)["task"]["last_iteration"] == 3
    assert call("models.update_tags", ids=[one], add_tags=["added"], remove_tags=["made"])["updated"] == 1 and model(one)["tags"] == ["added"]
    assert call("models.add_or_update_metadata", model=one, metadata=[{"key": "m", "type": "int", "value": "2"}])["updated"] == 1
    assert sorted(model(one)["metadata"]) == ["k", "m"]
    assert call("models.delete_metadata", model=one, keys=["k"])["updated"] == 1 and list(model(one)["metadata"]) == ["m"]
    assert "PyTorch" in call("models.get_frameworks", projects=[project])["frameworks"]
    assert one in {m["id"] for m in call("models.get_all", project=[project], order_by=["name"])["models"]}
    made = call("models.update_for_task", version="2.13", task=task, uri="s3://bucket/weights", iteration=9)
    assert made["created"] is True and call("models.get_by_task_id", version="2.13", task=task)["model"]["id"] == made["id"]
    where = call("models.move", ids=[one], project_name=f"{NAME}/models/moved")["project_id"]
    assert model(one)["project"]["id"] == where
    call("tasks.completed", task=task)
    ready = call("models.set_ready", model=one, publish_task=True, force_publish_task=True)
    assert ready["updated"] == 1 and ready["published_task"]["id"] == task and model(one)["ready"] is True, ready
    two, three = new("second"), new("third")
    assert [item["id"] for item in call("models.publish_many", ids=[two, "0" * 32])["succeeded"]] == [two] and model(two)["ready"] is True
    assert call("models.archive_many", ids=[two])["succeeded"][0]["archived"] is True and "archived" in model(two)["system_tags"]
    assert call("models.unarchive_many", ids=[two])["succeeded"][0]["unarchived"] is True and "archived" not in model(two)["system_tags"]
    assert call("models.make_public", ids=[three])["updated"] == 1
    call.refused("models.edit", 403, model=three, name="of all")
    assert call("models.make_private", ids=[three])["updated"] == 1 and call("models.edit", model=three, name="mine")["updated"] == 1
    deleted = call("models.delete", model=three)
    assert deleted["deleted"] is True and deleted["url"] == "s3://bucket/third", deleted
    assert [item["id"] for item in call("models.delete_many", ids=[two, three], force=True)["succeeded"]] == [two]
    assert call("models.get_all", id=[two, three])["models"] == []
    call.done()


@flow
def actions_of_events():
    """Actions: each of `events`, over scalars, plots, images, vectors and lines of tasks and models"""
    call = Actions("events")
    project = call.new_project(NAME, "events")
    tasks = [call("tasks.create", name=f"reporter {n}", type="training", project=project)["id"] for n in (1, 2)]
    one = tasks[0]
    model = call("models.create", name="a model", uri="s3://bucket/m", project=project)["id"]
    for task in tasks:
        call("tasks.started", task=task)

    began = int(time.time() * 1000)

    def event(kind, task=one, **fields):
        return {"type": kind, "task": task, "timestamp": began, "worker": "w", **fields}

    points = [event("training_stats_scalar", task, metric="loss", variant="train", iter=n, value=1 / (n + 1)) for task in tasks for n in range(20)]
    plot = '{"data": [{"x": [1, 2], "y": [3, 4], "type": "scatter"}], "layout": {"title": "t"}}'
    plots = [event("plot", task, metric="curve", variant=variant, iter=n, plot_str=plot) for task in tasks for n in (1, 2) for variant in ("a", "b")]
    images = [
        event("training_debug_image", metric="seen", variant=variant, iter=n, url=f"s3://b/{variant}{n}.png", key=f"{variant}{n}.png")
        for n in (1, 2, 3)
        for variant in ("x", "y")
    ]
    lines = [event("log", level="info", msg=f"line {n}", timestamp=began + n) for n in range(10)]
    vectors = [event("training_stats_vector", metric="weights", variant="v", iter=n, values=[1.0, n]) for n in (1, 2)]
    single = event("training_stats_scalar", metric="Summary", variant="accuracy", iter=-(2**31), value=0.5)
    of_model = event("training_stats_scalar", model, metric="loss", variant="train", iter=1, value=1, model_event=True)
    assert call("events.add", **single)["added"] == 1
    batch = points + plots + images + lines + vectors + [of_model]
    assert call.batch("events.add_batch", batch) == {"added": len(batch), "errors": 0, "errors_info": {}}

    curves = call("events.scalar_metrics_iter_histogram", task=one, samples=10, key="iter")
    assert curves["loss"]["train"]["x"][0] == 0 and len(curves["loss"]["train"]["y"]) <= 20, curves
    assert call("events.scalar_metrics_iter_histogram", task=model, model_events=True)["loss"]["train"]["y"] == [1]
    assert set(call("events.multi_task_scalar_metrics_iter_histogram", tasks=tasks)["metrics"]["loss"]["train"]) == set(tasks)
    raw = call(
        "events.scalar_metrics_iter_raw", task=one, metric={"metric": "loss", "variants": ["train"]}, batch_size=15, count_total=True, key="iter"
    )
    assert (raw["total"], raw["returned"], len(raw["variants"]["train"]["y"])) == (20, 15, 15), raw
    rest = call("events.scalar_metrics_iter_raw", task=one, metric={"metric": "loss"}, batch_size=15, scroll_id=raw["scroll_id"])
    assert rest["returned"] == 5, rest
    assert call("events.clear_scroll", scroll_id=rest["scroll_id"] or raw["scroll_id"]) == {}
    assert call("events.get_scalar_metrics_and_variants", task=one)["metrics"]["loss"] == ["train"]
    data = call("events.get_scalar_metric_data", task=one, metric="loss")
    assert (data["returned"], data["total"], data["events"][0]["iter"]) == (20, 20, 19), data
    latest = call("events.get_task_latest_scalar_values", task=one)
    assert latest["last_iter"] == 19 and {m["name"] for m in latest["metrics"]} >= {"loss"} and latest["status"] == "in_progress", latest
    values = call("events.get_task_single_value_metrics", tasks=tasks)["tasks"]
    assert [(v["variant"], v["value"]) for row in values for v in row["values"]] == [("accuracy", 0.5)], values
    assert call("events.get_vector_metrics_and_variants", task=one)["metrics"] == {"weights": ["v"]}
    vector = call("events.vector_metrics_iter_histogram", task=one, metric="weights", variant="v")
    assert (vector["iterations"], vector["vectors"]) == ([1, 2], [[1.0, 1], [1.0, 2]]), vector
    listed = call("events.get_task_metrics", tasks=tasks, event_type="training_stats_scalar")["metrics"]
    assert "loss" in {row["task"]: row["metrics"] for row in listed}[one], listed
    multi = call("events.get_multi_task_metrics", tasks=tasks, event_type="plot")["metrics"]
    assert [m["metric"] for m in multi] == ["curve"] and sorted(multi[0]["variants"]) == ["a", "b"], multi

    found = call("events.get_task_plots", task=one, iters=1)
    assert {(p["variant"], p["iter"]) for p in found["plots"]} == {("a", 2), ("b", 2)} and found["plots"][0]["plot_str"] == plot, found
    assert set(call("events.get_multi_task_plots", tasks=tasks, iters=1)["plots"]["curve"]["a"]) == set(tasks)
    page = call("events.plots", metrics=[{"task": one, "metric": "curve"}], iters=1)
    assert page["metrics"][0]["iterations"][0]["iter"] == 2
    earlier = call("events.plots", metrics=[{"task": one, "metric": "curve"}], iters=1, navigate_earlier=True, scroll_id=page["scroll_id"])
    assert earlier["metrics"][0]["iterations"][0]["iter"] == 1, earlier
    sample = call("events.get_plot_sample", task=one, metric="curve")
    assert len(sample["events"]) == 2 and sample["max_iteration"] == 2, sample
    assert call("events.next_plot_sample", task=one, scroll_id=sample["scroll_id"])["events"][0]["iter"] == 1
    page = call("events.debug_images", metrics=[{"task": one, "metric": "seen"}], iters=1)
    assert {e["url"] for e in page["metrics"][0]["iterations"][0]["events"]} == {"s3://b/x3.png", "s3://b/y3.png"}, page
    sample = call("events.get_debug_image_sample", task=one, metric="seen", variant="x")
    assert sample["event"]["url"] == "s3://b/x3.png" and (sample["min_iteration"], sample["max_iteration"]) == (1, 3), sample
    assert call("events.next_debug_image_sample", task=one, scroll_id=sample["scroll_id"], next_iteration=True)["event"]["iter"] == 2
    scroll = call("events.get_task_events", task=one, event_type="plot", batch_size=3, order="asc")
    assert (scroll["returned"], scroll["total"]) == (3, 4), scroll
    assert call("events.get_task_events", task=one, event_type="plot", batch_size=3, scroll_id=scroll["scroll_id"])["returned"] == 1

    log = call("events.get_task_log", task=one, batch_size=4, order="asc", navigate_earlier=False)
    assert [line["msg"] for line in log["events"]] == [f"line {n}" for n in range(4)] and log["total"] == 10, log
    text = call.text("events.download_task_log", task=one, line_type="text", line_format="{level} {msg}")
    assert text.splitlines()[:2] == ["info line 0", "info line 1"], text
    call("tasks.completed", task=one)
    assert call("events.clear_task_log", task=one, allow_locked=True)["deleted"] == 10
    assert call("events.get_task_log", task=one)["total"] == 0
    assert call("events.delete_for_task", task=one, allow_locked=True)["deleted"] > 0
    assert call("events.get_task_plots", task=one)["plots"] == []
    assert call("events.delete_for_model", model=model, allow_locked=True)["deleted"]
    assert call("events.scalar_metrics_iter_histogram", task=model, model_events=True) == {}
    call.done()


@flow
def actions_of_projects():
    """Actions: each of `projects` and `organization`, over a tree with tasks, models and tags"""
    call = Actions("projects", "organization")
    top = call.new_project(NAME, "projects")
    child = call("projects.create", name=f"{NAME}/projects/below", description="d", tags=["p"], default_output_destination="s3://bucket")["id"]
    parent = call("tasks.create", name="the parent", type="training", project=child, tags=["t"])["id"]
    param = {"section": "Args", "name": "lr", "value": "0.1"}
    task = call("tasks.create", name="a task", type="testing", project=child, parent=parent, hyperparams={"Args": {"lr": param}})["id"]
    call("models.create", name="a model", uri="s3://b/m", project=child, tags=["m"], metadata=[{"key": "k", "type": "str", "value": "v"}])
    call("tasks.started", task=task)
    call("events.add", type="training_stats_scalar", task=task, metric="loss", variant="train", iter=1, value=1, timestamp=int(time.time() * 1000))
    call("tasks.completed", task=task)

    found = call("projects.get_by_id", project=child)["project"]
    assert (found["name"], found["basename"], found["parent"]["id"] if isinstance(found["parent"], dict) else found["parent"]) == (
        f"{NAME}/projects/below",
        "below",
        top,
    ), found
    listed = call("projects.get_all_ex", id=[top], include_stats=True, stats_for_state="active", check_own_contents=True, stats_with_children=True)[
        "projects"
    ][0]
    assert listed["stats"]["active"]["status_count"]["completed"] == 1 and listed["own_tasks"] == 0, listed
    assert names(listed["sub_projects"]) == {f"{NAME}/projects/below"}, listed
    assert child in {row["id"] for row in call("projects.get_all", parent=[top])["projects"]}
    assert call("projects.update", project=child, description="another")["updated"] == 1
    assert call("projects.get_by_id", project=child)["project"]["description"] == "another"
    assert call("projects.get_unique_metric_variants", project=child)["metrics"][0]["metric"] == "loss"
    assert call("projects.get_hyper_parameters", project=child)["parameters"] == [{"section": "Args", "name": "lr"}]
    assert call("projects.get_hyperparam_values", projects=[child], section="Args", name="lr") == {"total": 1, "values": ["0.1"]}
    assert call("projects.get_model_metadata_keys", project=child)["keys"] == ["k"]
    assert call("projects.get_model_metadata_values", projects=[child], key="k") == {"total": 1, "values": ["v"]}
    assert call("projects.get_task_tags", projects=[child])["tags"] == ["t"]
    assert call("projects.get_model_tags", projects=[child])["tags"] == ["m"]
    assert "p" in call("projects.get_project_tags", include_system=True)["tags"]
    assert [row["id"] for row in call("projects.get_task_parents", projects=[top], tasks_state="active")["parents"]] == [parent]
    assert call("projects.get_user_names", projects=[child])["users"][0]["name"]

    assert {"t", "m", "p"} <= set(call("organization.get_tags", include_system=True)["tags"])
    counted = call("organization.get_entities_count", projects={"id": [child]}, tasks={"project": [child]}, models={"project": [child]})
    assert counted == {"projects": 1, "tasks": 2, "models": 1}, counted
    assert call("organization.get_user_companies")["companies"][0]["owners"]
    day = time.strftime("%Y-%m-%d", time.gmtime())
    usages = call("organization.get_project_usages", projects=[child], from_date=day, to_date=day, include_development=True)
    assert {"projects", "queues", "users"} <= set(usages), usages
    prepared = call(
        "organization.prepare_download_for_get_all",
        entity_type="task",
        only_fields=["id", "name"],
        field_mappings=[{"name": "id", "field": "id"}, {"name": "task name", "field": "name"}],
        project=[child],
    )
    table = call.text("organization.download_for_get_all", prepare_id=prepared["prepare_id"])
    assert task in table and "task name" in table, table

    assert call("projects.move", project=child, new_location=f"{NAME}/projects/elsewhere")["moved"] == 1
    assert call("projects.get_by_id", project=child)["project"]["name"] == f"{NAME}/projects/elsewhere/below"
    target = call("projects.create", name=f"{NAME}/projects/target")["id"]
    merged = call("projects.merge", project=child, destination_project=target)
    assert merged["moved_entities"] == 3, merged
    assert call("projects.make_public", ids=[target])["updated"] == 1
    call.refused("projects.update", 403, project=target, description="of all")
    assert call("projects.make_private", ids=[target])["updated"] == 1 and call("projects.update", project=target, description="mine")["updated"] == 1
    held = call("projects.validate_delete", project=target)
    assert (held["tasks"], held["models"]) == (2, 1), held
    gone = call("projects.delete", project=target, force=True, delete_contents=True)
    assert (gone["deleted"], gone["deleted_tasks"], gone["deleted_models"]) == (1, 2, 1), gone
    assert call("tasks.get_all", id=[task, parent])["tasks"] == []
    call.done()


@flow
def actions_of_queues_and_workers():
    """Actions: each of `queues` and `workers`, with a worker that registers and reports"""
    call = Actions("queues", "workers")
    project = call.new_project(NAME, "queues")
    queue = call("queues.create", name=f"{NAME} queue", tags=["made"], display_name="shown")["id"]

    def entries():
        return [entry["task"] for entry in call("queues.get_by_id", queue=queue)["queue"]["entries"]]

    tasks = [call("tasks.create", name=f"waiting {n}", type="training", project=project)["id"] for n in range(4)]
    assert call("queues.update", queue=queue, name=f"{NAME} renamed")["updated"] == 1
    found = call("queues.get_all_ex", id=[queue])["queues"][0]
    assert (found["name"], found["display_name"], found["tags"]) == (f"{NAME} renamed", "shown", ["made"]), found
    assert [row["id"] for row in call("queues.get_all", name=f"{NAME} renamed")["queues"]] == [queue]
    assert call("queues.get_default")["id"]
    assert call("queues.add_or_update_metadata", queue=queue, metadata=[{"key": "k", "type": "str", "value": "v"}])["updated"] == 1
    assert call("queues.get_by_id", queue=queue)["queue"]["metadata"]["k"]["value"] == "v"
    assert call("queues.delete_metadata", queue=queue, keys=["k"])["updated"] == 1
    for task in tasks:
        assert call("queues.add_task", queue=queue, task=task)["added"] == 1
    assert entries() == tasks and call("queues.get_num_entries", queue=queue)["num"] == 4
    a, b, c, d = tasks
    assert call("queues.move_task_forward", queue=queue, task=c, count=1)["position"] == 1 and entries() == [a, c, b, d]
    assert call("queues.move_task_backward", queue=queue, task=a, count=2)["position"] == 2 and entries() == [c, b, a, d]
    assert call("queues.move_task_to_front", queue=queue, task=d)["position"] == 0 and entries() == [d, c, b, a]
    assert call("queues.move_task_to_back", queue=queue, task=d)["position"] == 3 and entries() == [c, b, a, d]
    assert call("queues.peek_task", queue=queue)["task"] == c
    assert call("queues.remove_task", queue=queue, task=c)["removed"] == 1 and entries() == [b, a, d]

    worker = f"machine-{os.getpid()}:0"
    assert call("workers.register", worker=worker, queues=[queue], tags=["fast"], timeout=600) == {}
    stats = {"cpu_usage": [10.0, 30.0], "memory_used": 1000, "memory_free": 3000, "gpu_usage": [50.0], "disk_free_home": 9}
    now = int(time.time() * 1000)
    entry = call("queues.get_next_task", queue=queue, get_task_info=True)
    assert entry["entry"]["task"] == b and entry["task_info"]["company"], entry
    report = {"worker": worker, "timestamp": now, "queues": [queue], "queue": queue, "task": b, "machine_stats": stats, "tags": ["fast"]}
    assert call("workers.status_report", **report) == {}
    shown = next(row for row in call("workers.get_all", last_seen=600)["workers"] if row["id"] == worker)
    assert (shown["tags"], shown["task"]["id"], shown["queues"][0]["id"]) == (["fast"], b, queue), shown
    assert call("workers.get_count", last_seen=600)["count"] >= 1
    assert "cpu_usage" in str(call("workers.get_metric_keys", worker_ids=[worker]))
    span = {"from_date": now / 1000 - 600, "to_date": now / 1000 + 60, "interval": 60}
    curves = call("workers.get_stats", worker_ids=[worker], **span, items=[{"key": "cpu_usage", "category": "avg"}])["workers"]
    assert curves[0]["worker"] == worker and 20.0 in curves[0]["metrics"][0]["stats"][0]["values"], curves
    activity = call("workers.get_activity_report", **span)
    assert {"total", "active"} <= set(activity) and len(activity["total"]["dates"]) == len(activity["total"]["counts"]), activity
    waits = call("queues.get_queue_metrics", queue_ids=[queue], refresh=True, **span)["queues"][0]
    assert waits["queue"] == queue and max(waits["queue_lengths"]) >= 2, waits
    assert call("workers.unregister", worker=worker) == {}
    assert worker not in {row["id"] for row in call("workers.get_all", last_seen=600)["workers"]}
    # What the worker had taken and not begun is in the queue again.
    assert sorted(call("queues.clear_queue", queue=queue)["removed_tasks"]) == sorted([a, b, d]) and entries() == []
    assert call("queues.delete", queue=queue)["deleted"] == 1 and call("queues.get_all", id=[queue])["queues"] == []
    call.done()


@flow
def actions_of_reports_and_pipelines():
    """Actions: each of `reports` and `pipelines`: a report is written, shown, published, archived and deleted; runs of a pipeline are started and deleted"""
    call = Actions("reports", "pipelines")
    project = call.new_project(NAME, "reports")
    task = call("tasks.create", name="shown", type="training", project=project)["id"]
    call("tasks.started", task=task)
    call("events.add", type="training_stats_scalar", task=task, metric="loss", variant="train", iter=1, value=1, timestamp=int(time.time() * 1000))
    call("events.add", type="plot", task=task, metric="curve", variant="a", iter=1, plot_str="{}", timestamp=int(time.time() * 1000))
    made = call("reports.create", name="a report", project=project, report="# Text", tags=["read"], comment="why", report_assets=["s3://b/a.png"])
    report = made["id"]

    def shown():
        return call("reports.get_all_ex", id=[report], search_hidden=True)["tasks"][0]

    assert shown()["report"] == "# Text" and shown()["project"]["id"] == made["project_id"], shown()
    assert call("reports.update", task=report, name="renamed", report="# More")["updated"] == 1 and shown()["report"] == "# More"
    assert "read" in call("reports.get_tags", include_system=True)["tags"]
    data = call(
        "reports.get_task_data",
        id=[task],
        plots={"iters": 1},
        scalar_metrics_iter_histogram={"samples": 10},
        single_value_metrics={},
        debug_images={"iters": 1},
        only_fields=["name"],
    )
    assert data["tasks"][0]["name"] == "shown" and set(data["plots"]["curve"]["a"]) == {task}, data
    assert data["scalar_metrics_iter_histogram"]["loss"]["train"][task]["y"] == [1], data
    moved = call("reports.move", task=report, project_name=f"{NAME}/reports/moved")["project_id"]
    assert shown()["project"]["id"] == moved
    assert call("reports.publish", task=report, message="said")["updated"] == 1 and shown()["status"] == "published"
    assert call("reports.archive", task=report, message="old")["archived"] == 1 and "archived" in shown()["system_tags"]
    assert call("reports.unarchive", task=report)["unarchived"] == 1 and "archived" not in shown()["system_tags"]
    assert call("reports.delete", task=report, force=True)["deleted"] == 1
    assert call("reports.get_all_ex", id=[report], search_hidden=True)["tasks"] == []

    queue = call("queues.create", name=f"{NAME} controllers")["id"]
    runs = call("projects.create", name=f"{NAME}/reports/.pipelines/pipe", system_tags=["pipeline", "hidden"])["id"]
    values = {"Args": {"rate": {"section": "Args", "name": "rate", "value": "1", "type": "float"}}}
    script = {"entry_point": "a.py", "repository": "", "binary": "python"}
    base = call("tasks.create", name="pipe", type="controller", project=runs, system_tags=["pipeline"], script=script, hyperparams=values)["id"]
    started = call("pipelines.start_pipeline", task=base, queue=queue, args=[{"name": "rate", "value": "2"}], verify_watched_queue=True)
    run = call("tasks.get_by_id", task=started["pipeline"])["task"]
    assert started["enqueued"] is True and run["status"] == "queued" and run["hyperparams"]["Args"]["rate"]["value"] == "2", (started, run)
    call("tasks.dequeue", task=started["pipeline"])
    gone = call("pipelines.delete_runs", project=runs, ids=[started["pipeline"]])
    assert [item["id"] for item in gone["succeeded"]] == [started["pipeline"]], gone
    assert call("tasks.get_all", id=[started["pipeline"]])["tasks"] == []
    call.done()


@flow
def actions_of_serving():
    """Actions: each of `serving`: a container loads a model, answers, reports its figures and leaves"""
    call = Actions("serving")
    url = f"http://machine-{os.getpid()}/answers"
    container = {"container_id": f"c{os.getpid()}", "endpoint_name": "answers", "model_name": "a model", "model_source": "s3", "model_version": "1"}
    assert call("serving.register_container", **container, timeout=600) == {}
    loading = [row for row in call("serving.get_loading_instances")["instances"] if row["id"] == container["container_id"]]
    assert (loading[0]["endpoint"], loading[0]["model"]) == ("answers", "a model"), loading
    report = {
        "uptime_sec": 10,
        "requests_num": 5,
        "requests_min": 2,
        "latency_ms": 30,
        "machine_stats": {"cpu_usage": [10.0], "memory_used": 1000, "memory_free": 3000},
    }
    assert call("serving.container_status_report", **container, endpoint_url=url, **report) == {}
    found = next(row for row in call("serving.get_endpoints")["endpoints"] if row["url"] == url)
    assert (found["model"], found["instances"], found["requests"]) == ("a model", 1, 5), found
    details = call("serving.get_endpoint_details", endpoint_url=url)
    assert details["model_version"] == "1" and details["instances"][0]["id"] == container["container_id"], details
    now = time.time()
    history = call(
        "serving.get_endpoint_metrics_history", endpoint_url=url, from_date=now - 600, to_date=now + 60, interval=60, metric_type="requests"
    )
    assert history["total"]["values"] and max(history["total"]["values"]) == 5, history
    assert call("serving.unregister_container", container_id=container["container_id"]) == {}
    assert url not in {row["url"] for row in call("serving.get_endpoints")["endpoints"]}
    call.done()


@flow
def actions_of_users():
    """Actions: each of `auth`, `login`, `users`, `server` and `storage`: keys, tokens and users are made, changed and end"""
    call = Actions("auth", "login", "users", "server", "storage")
    url = call.client.session.host

    def with_token(action, token, **body):
        return requests.post(f"{url}/{action}", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=60)

    def login(key, secret):
        basic = base64.b64encode(f"{key}:{secret}".encode()).decode()
        return requests.post(f"{url}/auth.login", headers={"Authorization": f"Basic {basic}"}, timeout=60)

    me = call("users.get_current_user", get_supported_features=True)["user"]
    token = call("auth.login", expiration_sec=600)["token"]
    assert call("auth.validate_token", token=token)["valid"] is True
    assert call("auth.fixed_users_mode")["enabled"] in (True, False)
    key = call("auth.create_credentials", label="made")["credentials"]
    mine = login(key["access_key"], key["secret_key"])
    assert mine.status_code == 200, mine.text
    assert call("auth.edit_credentials", access_key=key["access_key"], label="renamed")["updated"] == 1
    assert {row["access_key"]: row["label"] for row in call("auth.get_credentials")["credentials"]}[key["access_key"]] == "renamed"
    assert call("auth.revoke_credentials", access_key=key["access_key"])["revoked"] == 1
    assert login(key["access_key"], key["secret_key"]).status_code == 401
    for action in ("auth.logout", "login.logout"):
        token = call("auth.login")["token"]
        assert with_token(action, token).status_code == 200 and with_token("users.get_current_user", token).status_code == 401, action
        call.called.add(action)

    name = f"somebody {os.getpid()}"
    user = call("auth.create_user", name=name, email="a@example.com", role="user")["id"]
    assert call("auth.edit_user", user=user, role="viewer")["updated"] == 1
    found = call("users.get_by_id", user=user)["user"]
    assert (found["name"], found["role"]) == (name, "viewer"), found
    acting = call("auth.get_token_for_user", user=user, expiration_sec=600)["token"]
    assert with_token("users.get_current_user", acting).json()["data"]["user"]["id"] == user
    assert call("users.update", user=user, family_name="Body")["updated"] == 1
    assert [row["family_name"] for row in call("users.get_all", id=[user])["users"]] == ["Body"]
    assert me["id"] in {row["id"] for row in call("users.get_all_ex", order_by=["name"])["users"]}
    other = call.id("another")
    assert (
        call("users.create", id=other, name=f"another {os.getpid()}", company=me["company"]["id"]) == {}
        and call("users.get_by_id", user=other)["user"]["name"]
    )
    for id in (user, other):
        assert call("users.delete", user=id) == {}
    call.refused("users.get_by_id", 400, user=user)
    assert with_token("users.get_current_user", acting).status_code == 401
    assert call("users.set_preferences", preferences={f"flow{os.getpid()}": {"rows": 3}})["updated"] == 1
    assert call("users.get_preferences")["preferences"][f"flow{os.getpid()}"] == {"rows": 3}
    assert call("login.supported_modes")["basic"]["enabled"] in (True, False)

    assert call("server.info")["version"] and call("server.info")["uid"]
    assert call("server.config") and call("server.config", path="files") is not None
    assert "tasks" in str(call("server.endpoints")) and call("server.get_stats")
    assert call("server.report_stats_option")["enabled"] is False
    assert call("storage.get_settings")["settings"] is not None
    call.refused("storage.set_settings", 400, aws={"key": "k", "secret": "s"})
    call.refused("storage.reset_settings", 400, keys=["aws"])
    call.refused("server.report_stats_option", 400, enabled=True)
    call.done()


if __name__ == "__main__":
    main()
