"""Three functions as a pipeline: numbers -> doubled -> total. Runs here (`local`) or on a queue (`services`, `default`)."""

import argparse

from clearml import PipelineController


def make_numbers(count):
    numbers = list(range(1, count + 1))
    print("made", numbers)
    return numbers


def double_them(numbers, factor):
    doubled = [number * int(factor) for number in numbers]
    print("doubled", doubled)
    return doubled


def add_up(numbers, name, reports):
    total = sum(numbers)
    print("TOTAL", name, total)
    # Parameters of steps are texts.
    if str(reports) == "True":
        import io

        from clearml import Task
        from PIL import Image

        logger = Task.current_task().get_logger()
        for iteration, number in enumerate(numbers):
            logger.report_scalar("sum", "so far", value=sum(numbers[: iteration + 1]), iteration=iteration)
        logger.report_histogram("counted", "numbers", values=numbers, iteration=1)
        logger.report_table("listed", "numbers", iteration=1, table_plot=[["number", "of"], *([n, name] for n in numbers)])
        logger.report_image("samples", "green", iteration=1, image=Image.new("RGB", (8, 8), "green"))
        logger.report_media("spoken", "sound", iteration=1, stream=io.BytesIO(b"RIFF"), file_extension=".wav")
    return total


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", nargs="?", choices=["local", "local_controller", "services", "default"], default="local")
    parser.add_argument("--project", default="clients/pipelines")
    parser.add_argument("--name", default="functions")
    parser.add_argument("--steps_queue", default="default")
    parser.add_argument("--poll", type=float, default=0.02, help="minutes between two looks at the steps")
    args = parser.parse_args()

    pipe = PipelineController(
        name=args.name, project=args.project, version="1.0.0", add_pipeline_tags=False, pool_frequency=args.poll
    )
    pipe.set_default_execution_queue(args.steps_queue)
    pipe.add_parameter("count", 4)
    pipe.add_function_step(
        name="numbers",
        function=make_numbers,
        function_kwargs={"count": 4},
        function_return=["numbers"],
    )
    pipe.add_function_step(
        name="doubled",
        function=double_them,
        function_kwargs={"numbers": "${numbers.numbers}", "factor": 2},
        function_return=["doubled"],
    )
    pipe.add_function_step(
        name="total",
        function=add_up,
        function_kwargs={"numbers": "${doubled.doubled}", "name": "all", "reports": args.mode == "local"},
        function_return=["total"],
    )

    print("PIPELINE", pipe.task.id, flush=True)
    if args.mode == "local":
        pipe.start_locally(run_pipeline_steps_locally=True)
    elif args.mode == "local_controller":
        pipe.start_locally()
    elif args.mode == "default":
        pipe.start(queue="default")
    else:
        pipe.start()
    print("PROCESSED", sorted(pipe.get_processed_nodes()), "OK", pipe.is_successful())


if __name__ == "__main__":
    main()
