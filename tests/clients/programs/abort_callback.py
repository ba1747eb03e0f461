"""Runs on an agent, registers an abort callback, and says when it begins and ends."""

import time

from clearml import Task

task = Task.init(project_name="clients/abort", task_name="with a callback")
print("TASK", task.id, flush=True)
task.execute_remotely(queue_name="default")


def callback():
    print("callback begins", flush=True)
    time.sleep(3)
    print("callback ends", flush=True)


task.register_abort_callback(callback, callback_execution_timeout=60)
print("registered", flush=True)
time.sleep(300)
