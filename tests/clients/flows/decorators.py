import importlib.util
import json
import os
import tempfile
from pathlib import Path

from clearml import PipelineController, PipelineDecorator, Task
from flow import ended, flow, log_of, main, run_program

PROJECT = os.environ["FLOWS_PROJECT"] = f"flows/decorators {os.getpid()}"
QUEUE = os.environ.setdefault("STEPS_QUEUE", "default")
DECORATED = Path(importlib.util.find_spec("decorated").origin)


def run_remotely(call):
    """Runs a pipeline of `decorated` by a program of its own, which goes on at an agent."""
    text = DECORATED.read_text()
    for variable, value in (("FLOWS_PROJECT", PROJECT), ("STEPS_QUEUE", QUEUE)):
        text = text.replace(f'os.environ["{variable}"]', repr(value))
    run_program(f"{text}\n\n{call}\n")


def run_of(name):
    """The controller of the last run of a pipeline."""
    return Task.get_task(PipelineController.get(pipeline_project=PROJECT, pipeline_name=name).id)


def answered(name):
    task = run_of(name)
    assert ended(task) == "completed", log_of(task)
    assert task.artifacts["answer"].get() == 12
    return task


@flow
def debugged():
    """PipelineDecorator: `debug_pipeline`, every component a call"""
    from decorated import parallel

    PipelineDecorator.debug_pipeline()
    counts = tempfile.mkdtemp()
    Path(counts, "tried").write_text("before")
    assert parallel("debugged")(3, counts) == 12


@flow
def run_locally():
    """PipelineDecorator: `run_locally`, every component a process"""
    from decorated import short

    PipelineDecorator.run_locally()
    assert short("run locally")(3) == 12
    answered("run locally")


@flow
def on_services():
    """PipelineDecorator: the controller on services; parallel and retried components, `return_value`, `monitor_*`, uploads to the pipeline"""
    run_remotely(f"parallel('on services', 'services')(3, {tempfile.mkdtemp()!r})")
    task = answered("on services")
    assert {"notes", "from a step"} <= set(task.artifacts) and task.get_reported_scalars()["loss"]["train"]["y"] == [0.5]
    assert task.models["output"], task.models
    steps = sorted(step.name for step in Task.get_tasks(task_filter={"parent": task.id}))
    assert steps == ["add", "add", "add", "fails_once", "pair", "reports"], steps


@flow
def on_the_queue_of_its_steps():
    """PipelineDecorator: controller and components on one queue"""
    run_remotely(f"short('one queue', {QUEUE!r})(3)")
    answered("one queue")


def calls_component(x):
    return int(plus(int(x), 1))  # noqa: F821


@flow
def nested_components():
    """PipelineDecorator: a step that calls a component, whose step runs on its own and belongs to the pipeline

    Where the calling step is a component too, both run well, but then the controller of clearml 2.1.12 fails: it reads the inner step back with a field `job_id` that its own class refuses.
    """
    from decorated import plus

    pipe = PipelineController("nested", PROJECT, "1.0.0", pool_frequency=0.01)
    pipe.set_default_execution_queue(QUEUE)
    pipe.add_function_step("outer", calls_component, {"x": 3}, ["value"], helper_functions=[plus])
    pipe.start_locally()
    steps = {step.name: step for step in Task.get_tasks(task_filter={"parent": pipe.id})}
    assert set(steps) == {"outer", "plus"}, steps
    assert steps["outer"].get_parameters()["return/value"] == "4" and steps["plus"].status == "completed"
    (inner,) = [name for name in Task.get_task(pipe.id).artifacts if name.startswith("eager_step:")]
    assert inner == f"eager_step:{steps['outer'].id}:{steps['plus'].id}", inner


def runs_pipeline(x, project):
    @PipelineDecorator.pipeline(name="inner", project=project, version="1.0.0", pool_frequency=0.01, default_queue="default", pipeline_execution_queue=None)
    def logic(number):
        return int(plus(number, 1))  # noqa: F821

    return logic(int(x))


@flow
def nested_pipeline():
    """PipelineDecorator: a step that calls a pipeline, which becomes its task, with steps below it"""
    from decorated import plus

    pipe = PipelineController("outer", PROJECT, "1.0.0", pool_frequency=0.01)
    pipe.set_default_execution_queue(QUEUE)
    pipe.add_function_step("outer", runs_pipeline, {"x": 3, "project": PROJECT}, ["value"], helper_functions=[plus])
    pipe.start_locally()
    (outer,) = Task.get_tasks(task_filter={"parent": pipe.id})
    assert outer.get_parameters()["return/value"] == "4", outer.get_parameters()
    (inner,) = Task.get_tasks(task_filter={"parent": outer.id})
    assert (inner.name, inner.status) == ("plus", "completed"), inner


@flow
def cached_component():
    """PipelineDecorator: a cached component runs once for one input, in its run and in later ones"""
    runs = []
    for queue in ("services", QUEUE):
        run_remotely(f"stamped('cached', {queue!r})({PROJECT!r})")
        runs.append(run_of("cached"))
        assert ended(runs[-1]) == "completed", log_of(runs[-1])
    first, second = (set(run.artifacts["answer"].get()) for run in runs)
    assert first == second and len(first) == 1, (first, second)
    steps = [Task.get_tasks(task_filter={"parent": run.id}) for run in runs]
    assert [len(made) for made in steps] == [1, 0], steps
    nodes = json.loads(runs[1].get_configuration_object("Pipeline"))
    assert nodes["stamp"]["job_id"] == steps[0][0].id, nodes


@flow
def failing_component():
    """PipelineDecorator: a failed component with `continue_on_fail` leaves the others running"""
    from decorated import add, fails, pipeline

    @pipeline("failing", abort_on_failure=False)
    def logic():
        fails(1)
        assert int(add(1, 2)) == 3

    logic()
    steps = Task.get_tasks(task_filter={"parent": run_of("failing").id})
    assert {step.name: step.status for step in steps} == {"fails": "failed", "add": "completed"}


@flow
def multiple_instances():
    """PipelineDecorator: `multi_instance_support`, several runs of one pipeline at a time"""
    from decorated import add, pipeline

    @pipeline("instances", multi_instance_support="parallel")
    def logic(x):
        return int(add(x, 1))

    for number in range(2):
        logic(number)
    assert len(PipelineDecorator.wait_for_multi_pipelines()) == 2
    assert run_of("instances").name == "instances #2"


if __name__ == "__main__":
    main(5)
