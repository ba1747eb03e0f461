import os
import subprocess
import tempfile
import time
from pathlib import Path

from clearml import PipelineController, Task
from flow import ended, flow, log_of, main, run_program, shell_task

PROJECT = f"flows/pipelines {os.getpid()}"
QUEUE = os.environ.get("STEPS_QUEUE", "default")
POLL = 0.01


def controller(name, version="1.0.0", **options):
    pipe = PipelineController(name, PROJECT, version, add_pipeline_tags=False, pool_frequency=POLL, **options)
    pipe.set_default_execution_queue(QUEUE)
    return pipe


def nodes_of(pipe):
    return pipe.get_pipeline_dag()


def statuses(pipe):
    return {name: node.status for name, node in nodes_of(pipe).items()}


@flow
def overrides_and_callbacks():
    """PipelineController: overrides of parameters, configurations and task fields, references between steps, callbacks before and after, a skipped step, stages"""
    base = shell_task(PROJECT, "base step", rate=1)
    base.set_configuration_object("settings", config_text="a=1")
    called = []

    def before(_, node, parameters):
        called.append(("before", node.name, dict(parameters)))
        return node.name != "skipped"

    def after(_, node):
        called.append(("after", node.name, node.job.task.get_status()))

    pipe = controller("overrides", "1.2.3")
    pipe.add_parameter("rate", 5, "the rate", "int")
    pipe.add_parameter("text", "t")
    pipe.add_step(
        "first",
        base_task_id=base.id,
        parameter_override={"General/rate": "${pipeline.rate}", "General/text": "x-${pipeline.text}"},
        configuration_overrides={"settings": "b=2", "made": {"z": 1}},
        task_overrides={"comment": "overridden", "script.branch": "dev"},
        pre_execute_callback=before,
        post_execute_callback=after,
        stage="preparation",
        output_uri=True,
    )
    follow = {"General/rate": "${first.parameters.General/rate}", "General/before": "${first.id}"}
    pipe.add_step("second", base_task_project=PROJECT, base_task_name="base step", parents=["first"], parameter_override=follow)
    pipe.add_step("skipped", base_task_id=base.id, parents=["second"], pre_execute_callback=before)
    pipe.add_step("after", base_task_id=base.id, parents=["skipped"])
    pipe.start_locally()
    assert statuses(pipe) == {"first": "completed", "second": "completed", "skipped": "skipped", "after": "skipped"}, statuses(pipe)
    assert [call[:2] for call in called] == [("before", "first"), ("after", "first"), ("before", "skipped")], called
    first = Task.get_task(nodes_of(pipe)["first"].executed)
    found = first.get_parameters()
    assert (found["General/rate"], found["General/text"]) == ("5", "x-t"), found
    assert first.get_configuration_object("settings") == "b=2" and first.get_configuration_object("made")
    assert (first.comment, first.data.script.branch) == ("overridden", "dev")
    second = Task.get_task(nodes_of(pipe)["second"].executed).get_parameters()
    assert (second["General/rate"], second["General/before"]) == ("5", first.id), second
    assert Task.get_task(pipe.id).get_user_properties()["version"]["value"] == "1.2.3"


@flow
def failures_and_retries():
    """PipelineController: `continue_behaviour`, `continue_on_fail`, `retry_on_failure` by number and by function"""
    bad, good = shell_task(PROJECT, "bad step", "exit 3"), shell_task(PROJECT, "good step")
    asked = []
    pipe = controller("failures", abort_on_failure=False)
    go_on = dict(continue_on_fail=True, continue_on_abort=True, skip_children_on_fail=False, skip_children_on_abort=False)
    pipe.add_step("bad", base_task_id=bad.id, retry_on_failure=1, continue_behaviour=go_on)
    pipe.add_step("child", base_task_id=good.id, parents=["bad"])
    pipe.add_step("asks", base_task_id=bad.id, continue_on_fail=True, retry_on_failure=lambda p, n, tries: asked.append(tries) or tries < 1)
    pipe.add_step("skipped", base_task_id=good.id, parents=["asks"])
    pipe.start_locally()
    assert statuses(pipe) == {"bad": "failed", "child": "completed", "asks": "failed", "skipped": "skipped"}, statuses(pipe)
    assert asked == [0, 1], asked


@flow
def pipeline_time_limit():
    """PipelineController: the time limit of a pipeline stops its steps

    The `time_limit` of a single step breaks the controller of clearml 2.1.12 when the step has not begun at its first look.
    """
    slow = shell_task(PROJECT, "slow step", "sleep 100")
    pipe = controller("limit of a pipeline")
    pipe.set_pipeline_execution_time_limit(0.1)
    pipe.add_step("slow", base_task_id=slow.id)
    began = time.time()
    pipe.start_locally()
    assert time.time() - began < 60 and statuses(pipe)["slow"] != "completed", statuses(pipe)


def work():
    from clearml import OutputModel, Task

    task = Task.current_task()
    task.get_logger().report_scalar("loss", "train", 0.25, 3)
    task.get_logger().report_scalar("accuracy", "train", 0.5, 3)
    task.upload_artifact("notes", {"a": 1}, wait_on_upload=True)
    with open("weights.bin", "w") as file:
        file.write("w")
    OutputModel(task=task, name="a model").update_weights("weights.bin", async_enable=False)
    return 7


def use(number):
    return number + 1


@flow
def monitored_function_steps():
    """PipelineController: function steps; metrics, artifacts and models of a step are shown at the pipeline

    clearml names a model within its task by the file of its weights, which is the name that `monitor_models` takes.
    """
    pipe = controller("monitored", output_uri=True)
    pipe.add_function_step(
        "work",
        function=work,
        function_return=["number"],
        monitor_metrics=[("loss", "train"), (("accuracy", "train"), ("shown", "here"))],
        monitor_artifacts=["notes", ("notes", "copied")],
        monitor_models=["weights"],
        task_type="data_processing",
        tags=["of a step"],
    )
    pipe.add_function_step("use", function=use, function_kwargs={"number": "${work.number}"}, function_return=["more"])
    pipe.start_locally()
    seen = Task.get_task(pipe.id)
    assert {"notes", "copied"} <= set(seen.artifacts), seen.artifacts
    curves = seen.get_reported_scalars()
    assert curves["loss"]["train"]["y"] == [0.25] and curves["shown"]["here"]["y"] == [0.5], curves
    assert [model.name for model in seen.models["output"]], seen.models
    steps = {name: Task.get_task(node.executed) for name, node in nodes_of(pipe).items()}
    assert steps["use"].get_parameters()["return/more"] == "8" and "of a step" in steps["work"].get_tags()


MANAGED = """
import sys
from clearml import PipelineController
pipe = PipelineController("managed", "{project}", None, target_project=True, auto_version_bump=True, pool_frequency=0.01)
pipe.add_step("only step", base_task_id="{base}", execution_queue="{queue}")
print("PIPELINE", pipe.id)
pipe.start(queue="services")
"""


@flow
def managed_pipeline():
    """PipelineController: versions and run numbers, `create_draft`, `get` by version, `clone`, `enqueue`, on services"""
    base = shell_task(PROJECT, "managed step")
    text = MANAGED.format(project=PROJECT, base=base.id, queue=QUEUE)
    run_program(text)
    first = PipelineController.get(pipeline_project=PROJECT, pipeline_name="managed")
    assert ended(Task.get_task(first.id)) == "completed", log_of(Task.get_task(first.id))
    run = Task.get_task(first.id)
    assert run._get_runtime_properties()["version"] == "1.0.0" and "/.pipelines/managed" in run.get_project_name()
    copy = PipelineController.clone(first, name="cloned run")
    assert Task.get_task(copy.id).status == "created"
    PipelineController.enqueue(copy, queue_name="services")
    again = Task.get_task(copy.id)
    assert ended(again) == "completed", log_of(again)
    draft = controller("managed", "9.9.9")
    draft.add_step("only step", base_task_id=base.id)
    draft.create_draft()
    assert Task.get_task(draft.id).status == "created" and PipelineController.get(pipeline_id=draft.id).id == draft.id
    numbered = PipelineController.get(pipeline_project=PROJECT, pipeline_name="managed", pipeline_version="1.0.0")
    assert numbered.id in (first.id, copy.id)


@flow
def pipeline_of_pipelines():
    """PipelineController: a step that is a pipeline of its own, on services"""
    base = shell_task(PROJECT, "step of the inner one")
    text = MANAGED.format(project=PROJECT, base=base.id, queue=QUEUE)
    Path("inner.py").write_text(text.replace('"managed"', '"inner"'))
    draft = PipelineController.create(project_name=PROJECT, task_name="inner", script="inner.py", packages=["clearml"])
    outer = controller("outer")
    outer.add_step("inner", base_task_id=draft.id, execution_queue="services")
    outer.start_locally()
    assert statuses(outer) == {"inner": "completed"}, statuses(outer)
    inner = nodes_of(outer)["inner"].executed
    assert inner != draft.id and [step.name for step in Task.get_tasks(task_filter={"parent": inner})] == ["only step"]


@flow
def pipeline_from_repository():
    """PipelineController: `create` from a repository, run on services"""
    folder = tempfile.mkdtemp()
    text = MANAGED.format(project=PROJECT, base=shell_task(PROJECT, "step of a repository").id, queue=QUEUE)
    Path(folder, "pipe.py").write_text(text.replace('"managed"', '"of a repository"'))
    for command in (["init", "-b", "main"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-m", "m"]):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
    made = PipelineController.create(
        project_name=PROJECT, task_name="of a repository", repo=f"file://{folder}", branch="main", script="pipe.py", working_directory="."
    )
    PipelineController.enqueue(made, queue_name="services")
    task = Task.get_task(made.id)
    assert ended(task) == "completed", log_of(task)
    assert Task.get_tasks(task_filter={"parent": task.id})


@flow
def many_steps():
    """PipelineController: 300 steps"""
    base = shell_task(PROJECT, "one of many")
    pipe = controller("many")
    # A queue of their own, so that no other flow waits for them.
    pipe.set_default_execution_queue("many")
    for number in range(300):
        pipe.add_step(f"step {number}", base_task_id=base.id, parents=[f"step {number - 100}"] if number >= 100 else [])
    pipe.start_locally()
    assert set(statuses(pipe).values()) == {"completed"} and len(statuses(pipe)) == 300


if __name__ == "__main__":
    main()
