"""Makes a task of a repository's branch without having seen its files, and enqueues it."""
import sys

from clearml import Task

task = Task.create(
    project_name="clients/repository",
    task_name="from a branch",
    repo=sys.argv[1],
    branch="main",
    script="src/main.py",
)
Task.enqueue(task, queue_name="default")
print(f"TASK {task.id}")
