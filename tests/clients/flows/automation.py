import os
import threading
import time
from pathlib import Path

from clearml import Dataset, InputModel, Task
from clearml.automation import (
    DiscreteParameterRange,
    GridSearch,
    HyperParameterOptimizer,
    RandomSearch,
    TaskScheduler,
    TriggerScheduler,
    UniformParameterRange,
)
from clearml.automation.optuna import OptimizerOptuna
from flow import ended, flow, leave, log_of, main, run_program, shell_task, wait_for

PROJECT = f"flows/automation {os.getpid()}"
QUEUE = os.environ.get("STEPS_QUEUE", "default")

TRAIN = """from clearml import Task
task = Task.init("any", "any", auto_resource_monitoring=False)
values = task.connect({"rate": 1.0})
task.get_logger().report_scalar("loss", "train", (float(values["rate"]) - 2) ** 2, 1)
"""


def search(kind, ranges, **options):
    """Searches the rate of the least loss. Answers the rates of the best tasks."""
    Path("train.py").write_text(TRAIN)
    base = Task.create(PROJECT, f"base of {kind.__name__}", script="train.py", add_task_init_call=False)
    base.set_parameter("General/rate", 1)
    task = Task.init(PROJECT, kind.__name__, task_type="optimizer", reuse_last_task_id=False, auto_resource_monitoring=False)
    optimizer = HyperParameterOptimizer(
        base_task_id=base.id,
        hyper_parameters=[ranges],
        objective_metric_title="loss",
        objective_metric_series="train",
        objective_metric_sign="min",
        max_number_of_concurrent_tasks=3,
        optimizer_class=kind,
        execution_queue=QUEUE,
        pool_period_min=0.02,
        total_max_jobs=3,
        max_iteration_per_job=1,
        save_top_k_tasks_only=-1,
        **options,
    )
    optimizer.set_report_period(0.05)
    optimizer.start()
    optimizer.wait(timeout=3)
    optimizer.stop()
    best = optimizer.get_top_experiments(3)
    assert best, "no experiment"
    losses = [one.get_last_scalar_metrics()["loss"]["train"]["last"] for one in best if one.status == "completed"]
    assert losses == sorted(losses), losses
    task.close()
    return [float(one.get_parameters()["General/rate"]) for one in best]


@flow
def grid_search():
    """HyperParameterOptimizer: a grid, its best value first"""
    assert search(GridSearch, DiscreteParameterRange("General/rate", [1, 2, 3]))[0] == 2


@flow
def random_search():
    """HyperParameterOptimizer: random values"""
    search(RandomSearch, DiscreteParameterRange("General/rate", [1, 2, 3]))


@flow
def optuna_search():
    """HyperParameterOptimizer: Optuna"""
    search(OptimizerOptuna, UniformParameterRange("General/rate", 0, 4, 1))


def in_background(scheduler):
    threading.Thread(target=scheduler.start, daemon=True).start()


@flow
def task_scheduler():
    """TaskScheduler: a task with other parameters, and a function"""
    base = shell_task(PROJECT, "scheduled", rate=1)
    called = []
    scheduler = TaskScheduler(sync_frequency_minutes=0.05, force_create_task_project=PROJECT, force_create_task_name="scheduler")
    change = dict(task_parameters={"General/rate": 5}, task_overrides={"comment": "overridden"})
    scheduler.add_task(schedule_task_id=base.id, queue=QUEUE, minute=1, execute_immediately=True, name="a task", **change)
    scheduler.add_task(schedule_function=lambda: called.append(1), minute=1, execute_immediately=True, name="a function")
    in_background(scheduler)
    made = wait_for(lambda: scheduler.get_scheduled_tasks()[0].get_last_executed_task_id(), "the scheduled task")
    task = Task.get_task(made)
    assert ended(task) == "completed"
    assert task.get_parameters()["General/rate"] == "5" and task.comment == "overridden"
    wait_for(lambda: called, "the function")
    leave()


SCHEDULER = """from clearml.automation import TaskScheduler
scheduler = TaskScheduler(sync_frequency_minutes=0.05, force_create_task_project="{project}", force_create_task_name="remote scheduler")
scheduler.add_task(schedule_task_id="{base}", queue="{queue}", minute=30, execute_immediately=True, name="a task")
scheduler.start_remotely(queue="services")
"""


@flow
def scheduler_on_services():
    """TaskScheduler: on services, until it is stopped"""
    base = shell_task(PROJECT, "scheduled from services")
    run_program(SCHEDULER.format(project=PROJECT, base=base.id, queue=QUEUE))
    made = wait_for(lambda: [one for one in Task.get_tasks(project_name=PROJECT, task_name="scheduled from services") if one.id != base.id], "it")
    assert ended(made[0]) == "completed"
    scheduler = Task.get_task(project_name=PROJECT, task_name="remote scheduler")
    assert scheduler.status == "in_progress"
    scheduler.mark_stop_request()
    assert ended(scheduler) == "stopped", log_of(scheduler)


@flow
def trigger_scheduler():
    """TriggerScheduler: triggers of tasks by status and by tag, of a published model, of a tagged dataset

    clearml 2.1.12 prints an error beside each fired model trigger, because its class of models does not know `last_change`.
    """
    base = shell_task(PROJECT, "triggered")
    called = {}
    scheduler = TriggerScheduler(
        pooling_frequency_minutes=0.02, sync_frequency_minutes=0.05, force_create_task_project=PROJECT, force_create_task_name="triggers"
    )
    scheduler.add_task_trigger(
        name="by status",
        schedule_task_id=base.id,
        schedule_queue=QUEUE,
        trigger_project=PROJECT,
        trigger_name="watched",
        trigger_on_status=["completed"],
        task_parameters={"General/id": "${task.id}"},
    )
    scheduler.add_task_trigger(
        name="by tag", schedule_function=lambda task_id: called.update(tag=task_id), trigger_project=PROJECT, trigger_on_tags=["go"]
    )
    scheduler.add_model_trigger(
        name="of a model", schedule_function=lambda model_id: called.update(model=model_id), trigger_project=PROJECT, trigger_on_publish=True
    )
    scheduler.add_dataset_trigger(
        name="of a dataset",
        schedule_function=lambda dataset_id: called.update(dataset=dataset_id),
        trigger_name="trigger data",
        trigger_on_tags=["ready"],
    )
    in_background(scheduler)
    time.sleep(2)  # what is older than the scheduler fires nothing
    watched, tagged = Task.create(PROJECT, "watched"), Task.create(PROJECT, "tagged")
    watched.mark_started()
    watched.mark_completed()
    tagged.add_tags(["go"])
    model = InputModel.import_model(f"https://example.com/{os.getpid()}.bin", name="watched model", project=PROJECT)
    model.publish()
    Path("x.txt").write_text("x")
    data = Dataset.create(dataset_name="trigger data", dataset_project=PROJECT)
    data.add_files("x.txt")
    data.finalize(auto_upload=True)
    Task.get_task(data.id).add_tags(["ready"])
    wait_for(lambda: len(called) == 3, f"the functions: {called}")
    assert called == {"tag": tagged.id, "model": model.id, "dataset": data.id}, called

    def made():
        return [one for one in Task.get_tasks(project_name=PROJECT) if one.get_parameters().get("General/id") == watched.id]

    assert ended(wait_for(made, "the triggered task")[0]) == "completed"
    leave()


if __name__ == "__main__":
    main()
