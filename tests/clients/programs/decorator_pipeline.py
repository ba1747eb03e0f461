"""A pipeline written as plain function calls: the steps run where the decorators say, the loop is ordinary Python."""

import os
import sys

from clearml import PipelineDecorator


@PipelineDecorator.component(return_values=["words"], cache=False)
def split(text):
    return text.split()


@PipelineDecorator.component(return_values=["length"], cache=False)
def measure(word):
    print("measured", word)
    return len(word)


@PipelineDecorator.component(return_values=["total"], cache=False)
def total_of(lengths):
    total = sum(lengths)
    print("TOTAL", total)
    return total


@PipelineDecorator.pipeline(
    name="decorators",
    project="clients/pipelines",
    version="1.0.0",
    default_queue=os.environ.get("STEPS_QUEUE", "default"),
    pipeline_execution_queue=os.environ.get("CONTROLLER_QUEUE", "services"),
    pool_frequency=0.02,
)
def count_letters(text="to be or not"):
    words = split(text)
    lengths = [measure(word) for word in words]
    total = total_of(lengths)
    # Comparing waits for the step, as any use of its value does.
    assert total == sum(len(word) for word in text.split()), total
    print("RESULT", total)
    return int(total)


if __name__ == "__main__":
    mode = sys.argv[1] if len(sys.argv) > 1 else "services"
    if mode == "debug":
        PipelineDecorator.debug_pipeline()
    elif mode == "local":
        PipelineDecorator.run_locally()
    count_letters()
