"""Two base tasks and a pipeline that runs clones of them, handing an artifact of the first and parameters to the second."""

import argparse
import pathlib
import tempfile

from clearml import PipelineController, Task

project = "clients/task pipelines"

prepare_program = """
from clearml import Task

task = Task.init(project_name="clients/task pipelines", task_name="prepare")
options = {"rows": 3}
task.connect(options)
task.upload_artifact("data", {"rows": list(range(int(options["rows"])))}, wait_on_upload=True)
print("prepared", options["rows"])
"""

train_program = """
import json

from clearml import StorageManager, Task

task = Task.init(project_name="clients/task pipelines", task_name="train")
options = {"data_url": "", "source_task": "", "scale": 1}
task.connect(options)
with open(StorageManager.get_local_copy(remote_url=options["data_url"])) as file:
    rows = json.load(file)["rows"]
score = sum(rows) * float(options["scale"])
task.get_logger().report_single_value("score", score)
print("SCORE", score, "from", options["source_task"])
"""


def base_task(name, program, parameters):
    """A draft as the web page would show it, found again by name in later runs."""
    known = Task.get_tasks(project_name=project, task_name="^" + name + "$", task_filter={"status": ["created"]})
    if known:
        return known[0]
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder, name + ".py")
        script.write_text(program.lstrip(), encoding="utf-8")
        task = Task.create(
            project_name=project,
            task_name=name,
            task_type="training" if name == "train" else "data_processing",
            script=str(script),
            packages=["clearml"],
            add_task_init_call=False,
            force_single_script_file=True,
        )
    task.set_parameters_as_dict({"General": parameters})
    return task


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", nargs="?", choices=["local_controller", "services", "default"], default="services")
    parser.add_argument("--steps_queue", default="default")
    parser.add_argument("--rows", type=int, default=5)
    parser.add_argument("--poll", type=float, default=0.02, help="minutes between two looks at the steps")
    args = parser.parse_args()

    if Task.running_locally():
        base_task("prepare", prepare_program, {"rows": 3})
        base_task("train", train_program, {"data_url": "", "source_task": "", "scale": 1})

    pipe = PipelineController(name="tasks", project=project, version="1.0.0", add_pipeline_tags=False, pool_frequency=args.poll)
    pipe.set_default_execution_queue(args.steps_queue)
    pipe.add_parameter("rows", args.rows, "how many rows there are")
    pipe.add_step(
        name="stage_prepare",
        base_task_project=project,
        base_task_name="prepare",
        parameter_override={"General/rows": "${pipeline.rows}"},
    )
    pipe.add_step(
        name="stage_train",
        parents=["stage_prepare"],
        base_task_project=project,
        base_task_name="train",
        parameter_override={
            "General/data_url": "${stage_prepare.artifacts.data.url}",
            "General/source_task": "${stage_prepare.id}",
            "General/scale": 2,
        },
    )

    print("PIPELINE", pipe.task.id, flush=True)
    if args.mode == "local_controller":
        pipe.start_locally()
    elif args.mode == "default":
        pipe.start(queue="default")
    else:
        pipe.start()


if __name__ == "__main__":
    main()
