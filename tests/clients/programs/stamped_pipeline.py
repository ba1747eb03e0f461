"""Two function steps, the first with an argument that differs at each start of the controller. Runs on `default`."""

import time

from clearml import PipelineController


def stamp_it(stamp):
    print("STAMP", stamp)
    return stamp


def show_it(stamp):
    print("SHOWN", stamp)
    return stamp


def main():
    pipe = PipelineController(name="stamped", project="clients/pipelines", version="1.0.0", add_pipeline_tags=False, pool_frequency=0.02)
    pipe.set_default_execution_queue("default")
    pipe.add_function_step(name="stamp", function=stamp_it, function_kwargs={"stamp": time.time()}, function_return=["stamp"])
    pipe.add_function_step(name="show", function=show_it, function_kwargs={"stamp": "${stamp.stamp}"}, function_return=["shown"])
    print("PIPELINE", pipe.task.id, flush=True)
    pipe.start(queue="default")


if __name__ == "__main__":
    main()
