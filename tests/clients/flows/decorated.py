"""Pipelines that are written with decorators. Flows import it, or run its text on an agent with the variables filled in."""

import os

from clearml import PipelineDecorator

PROJECT = os.environ["FLOWS_PROJECT"]
QUEUE = os.environ["STEPS_QUEUE"]


@PipelineDecorator.component(return_values=["one", "two"], execution_queue=QUEUE, task_type="data_processing")
def pair(x):
    return x, x * 2


@PipelineDecorator.component(return_values=["sum"], execution_queue=QUEUE)
def add(a, b, c=0):
    return a + b + c


@PipelineDecorator.component(return_values=["value"], execution_queue=QUEUE, retry_on_failure=2)
def fails_once(x, counts):
    from pathlib import Path

    tried = Path(counts, "tried")
    if not tried.exists():
        tried.write_text("once")
        raise ValueError("the first time fails")
    return x + 1


@PipelineDecorator.component(return_values=["value"], execution_queue=QUEUE, continue_on_fail=True)
def fails(x):
    raise ValueError("always")


@PipelineDecorator.component(return_values=["n"], execution_queue=QUEUE, monitor_metrics=[("loss", "train")], monitor_artifacts=["notes"])
def reports(n):
    from clearml import PipelineController, PipelineDecorator, Task

    task = Task.current_task()
    task.get_logger().report_scalar("loss", "train", 0.5, 1)
    task.upload_artifact("notes", {"n": n}, wait_on_upload=True)
    PipelineDecorator.upload_artifact("from a step", {"n": n}, wait_on_upload=True)
    with open("weights.bin", "w") as file:
        file.write("w")
    PipelineDecorator.upload_model("of a step", "weights.bin")
    return n


@PipelineDecorator.component(return_values=["run"], cache=True, execution_queue=QUEUE)
def stamp(x):
    """Answers what is another value in each execution."""
    import uuid

    return f"{x} {uuid.uuid4().hex}"


# It travels with the step that calls it, decorator and all, so that it may name no variable of this file.
@PipelineDecorator.component(return_values=["sum"], execution_queue="default")
def plus(a, b):
    return a + b


def pipeline(name, queue=None, **options):
    """A decorator for a pipeline whose controller runs on the queue, or here."""
    return PipelineDecorator.pipeline(
        name=name, project=PROJECT, version="1.0.0", pool_frequency=0.01, default_queue=QUEUE, pipeline_execution_queue=queue, **options
    )


def parallel(name, queue=None):
    @pipeline(name, queue, return_value="answer")
    def logic(x, counts):
        one, two = pair(x)
        many = [add(one, number) for number in (1, 2)]
        result = reports(fails_once(two, counts))
        total = add(many[0], many[1], 3)
        assert (total, result) == (12, 7), (total, result)
        return total

    return logic


def short(name, queue=None):
    @pipeline(name, queue, return_value="answer")
    def logic(x):
        one, two = pair(x)
        return add(one, two, 3)

    return logic


def stamped(name, queue=None):
    @pipeline(name, queue, return_value="answer")
    def logic(x):
        # In one run the second call is the first one's result, once that has ended.
        first = str(stamp(x))
        return first, str(stamp(x))

    return logic
