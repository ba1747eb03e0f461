"""What a program does with ClearML from inside its own task, and what it may not do to tasks, models and files of others."""

import json
import sys
import tempfile
import threading
import time
from pathlib import Path

from clearml import Dataset, InputModel, Model, OutputModel, StorageManager, Task
from clearml.automation import DiscreteParameterRange, GridSearch, HyperParameterOptimizer, TaskScheduler

foreign_task, foreign_model, foreign_file = sys.argv[1:4] if len(sys.argv) > 3 else ("", "", "")
done = {}


def step(function):
    """Runs a part and notes its outcome: one that fails does not hide the others."""
    try:
        done[function.__name__] = function() or "done"
    except BaseException as error:  # noqa: BLE001
        done[function.__name__] = f"failed: {error!r}"


def wait_for(check, what, seconds=60):
    end = time.time() + seconds
    while not check():
        if time.time() > end:
            raise TimeoutError(what)
        time.sleep(0.2)


task = Task.init(project_name="clients/at work", task_name="at work", reuse_last_task_id=False, output_uri=True)
arguments = task.connect({"task": foreign_task, "model": foreign_model, "file": foreign_file}, name="foreign")
print("TASK", task.id, flush=True)
task.execute_remotely(queue_name="default", exit_process=True)
work = Path(tempfile.mkdtemp())


@step
def reports():
    logger = task.get_logger()
    logger.report_scalar("loss", "train", 0.5, 0)
    logger.report_single_value("score", 1.0)
    logger.report_table("table", "rows", 0, table_plot=[["a"], [1]])
    logger.report_text("said from within")
    task.upload_artifact("numbers", {"a": 1}, wait_on_upload=True)
    task.set_comment("at work")
    task.add_tags(["working"])
    task.set_user_properties(stage="working")


@step
def own_children():
    clone = Task.clone(source_task=arguments["task"], name="a clone", parent=task.id)
    clone.set_parameter("General/rate", 2)
    Task.enqueue(clone, queue_name="steps")
    clone.wait_for_status(check_interval_sec=0.3)
    made = Task.create(project_name="clients/at work", task_name="made", script=__file__, add_task_init_call=False)
    made.set_script(binary="sh", entry_point="-c true")
    Task.enqueue(made, queue_name="steps")
    made.wait_for_status(check_interval_sec=0.3)
    unparented = Task.clone(source_task=arguments["task"], name="a clone beside")
    unparented.add_tags(["mine"])
    for one in (clone, made, unparented):
        assert one.delete(raise_on_error=True), one.id


@step
def optimizer():
    search = HyperParameterOptimizer(
        base_task_id=arguments["task"],
        hyper_parameters=[DiscreteParameterRange("General/rate", values=[1, 2])],
        objective_metric_title="loss",
        objective_metric_series="train",
        objective_metric_sign="min",
        optimizer_class=GridSearch,
        execution_queue="steps",
        max_number_of_concurrent_tasks=2,
        pool_period_min=0.01,
        total_max_jobs=2,
    )
    search.set_report_period(0.02)
    search.start()
    search.wait(timeout=1.5)
    search.stop()
    found = Task.get_tasks(task_filter={"parent": task.id})
    assert len(found) >= 2, found


@step
def scheduler():
    scheduling = TaskScheduler(sync_frequency_minutes=0.2)
    scheduling.add_task(schedule_task_id=arguments["task"], queue="steps", minute=30, execute_immediately=True, name="hourly")
    threading.Thread(target=scheduling.start, daemon=True).start()
    wait_for(lambda: scheduling.get_scheduled_tasks()[0].get_last_executed_task_id(), "the scheduled task", 90)
    Task.get_task(task_id=scheduling.get_scheduled_tasks()[0].get_last_executed_task_id()).wait_for_status(check_interval_sec=0.3)


@step
def dataset():
    (work / "a.txt").write_text("a")
    first = Dataset.create(dataset_name="own data", dataset_project="clients/at work")
    first.add_files(str(work / "a.txt"))
    first.upload(show_progress=False)
    first.finalize()
    second = Dataset.create(dataset_name="own data", dataset_project="clients/at work", parent_datasets=[first.id])
    (work / "b.txt").write_text("b")
    second.add_files(str(work / "b.txt"))
    second.upload(show_progress=False)
    second.finalize()
    copy = Path(Dataset.get(dataset_id=second.id).get_local_copy())
    assert sorted(file.name for file in copy.glob("*.txt")) == ["a.txt", "b.txt"]
    Dataset.delete(dataset_id=second.id, force=True)
    assert not Task.query_tasks(task_filter={"id": [second.id]})


@step
def models():
    weights = work / "weights.bin"
    weights.write_bytes(b"w" * 64)
    output = OutputModel(task=task, name="weights", framework="PyTorch")
    output.update_weights(str(weights), auto_delete_file=False, async_enable=False)
    output.set_metadata("depth", 3)
    output.tags = ["small"]
    read = InputModel(model_id=arguments["model"])
    task.connect(read)
    assert Path(Model(model_id=output.id).get_local_copy()).read_bytes() == b"w" * 64
    spare = OutputModel(task=task, name="spare")
    spare.update_weights(str(weights), auto_delete_file=False, async_enable=False)
    assert Model.remove(spare.id, delete_weights_file=True)
    output.publish()


@step
def others_are_left_alone():
    other = Task.get_task(task_id=arguments["task"])
    assert other.get_parameters()["General/rate"] == "1"
    # Some of these raise and some print: the server's rows tell what came of them.
    for change in (
        lambda: other.set_comment("taken over"),
        lambda: other.delete(),
        lambda: other.mark_completed(force=True),
        lambda: Task.enqueue(other, queue_name="steps"),
    ):
        try:
            change()
        except Exception as error:  # noqa: BLE001
            print("refused", error)
    assert not Model.remove(arguments["model"], delete_weights_file=True)
    assert Path(StorageManager.get_local_copy(arguments["file"])).read_text() == "of others"


print("DONE", json.dumps(done), flush=True)
task.close()
