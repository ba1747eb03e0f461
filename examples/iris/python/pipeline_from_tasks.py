"""The three steps as one pipeline: it clones their tasks, hands each the id of the one before, and runs them on a queue."""

import argparse
import pathlib

from clearml import PipelineController

project = "examples/iris"
dataset = pathlib.Path(__file__).resolve().parent.parent / "data" / "iris.csv"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queue", default="services", help="where the pipeline itself runs; `here` runs it in this process")
    parser.add_argument("--steps_queue", default="default", help="where its steps run")
    args = parser.parse_args()

    pipe = PipelineController(name="iris", project=project, version="1.0.0", add_pipeline_tags=False)
    pipe.set_default_execution_queue(args.steps_queue)
    pipe.add_parameter("dataset_url", str(dataset), "path or address of the flowers")
    pipe.add_parameter("test_size", 0.2, "share of the flowers that are kept for the test")

    pipe.add_step(
        name="stage_data",
        base_task_project=project,
        base_task_name="iris step 1: dataset",
        parameter_override={"General/dataset_url": "${pipeline.dataset_url}"},
    )
    pipe.add_step(
        name="stage_process",
        parents=["stage_data"],
        base_task_project=project,
        base_task_name="iris step 2: process",
        parameter_override={
            "General/dataset_task_id": "${stage_data.id}",
            "General/test_size": "${pipeline.test_size}",
        },
    )
    pipe.add_step(
        name="stage_train",
        parents=["stage_process"],
        base_task_project=project,
        base_task_name="iris step 3: train",
        parameter_override={"General/dataset_task_id": "${stage_process.id}"},
    )

    print("PIPELINE", pipe.task.id, flush=True)
    if args.queue == "here":
        pipe.start_locally()
    else:
        pipe.start(queue=args.queue)
    print("done")


if __name__ == "__main__":
    main()
