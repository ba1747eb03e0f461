"""Runs flows: functions that use the published clearml. Each runs in a forked child, so that one import of clearml serves all.

A flow's docstring is its title; further paragraphs say where the outcome differs from what its documentation promises, and why.
"""

import atexit
import json
import os
import runpy
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

from clearml import Task
from clearml.backend_api.session.client import APIClient

# clearml records the file that runs, which has to be found from the folder of each flow too.
sys.argv[0] = os.path.abspath(sys.argv[0])
flows = []
# Not 0, with which clearml ends a process that goes on remotely.
PASSED = 10


def flow(function):
    """Registers a function that raises when something is not as it should be."""
    flows.append(function)
    return function


def wait_for(check, what, seconds=400):
    """Answers the first value of `check` that is true."""
    end = time.time() + seconds
    while not (answer := check()):
        if time.time() > end:
            raise TimeoutError(what)
        time.sleep(0.1)
    return answer


def ended(task, seconds=400):
    """Waits for a task's end and answers its status."""
    wait_for(lambda: task.get_status() in ("completed", "failed", "stopped"), f"the end of {task.name}", seconds)
    task.reload()
    return str(task.status)


def begin_task(project, name, **options):
    return Task.init(project, name, **{"reuse_last_task_id": False, "auto_resource_monitoring": False, **options})


def again(task):
    """The task as another program sees it."""
    task.close()
    return Task.get_task(task.id)


def log_of(task):
    return "".join(task.get_reported_console_output(100))


def shell_task(project, name, command="true", **parameters):
    """A task that costs no Python: a command of the shell, with parameters of the section `General`."""
    task = Task.create(project, name, task_type="data_processing")
    script = {"binary": "sh", "entry_point": f"-c {command}", "repository": "", "diff": "", "requirements": {}}
    APIClient().tasks.edit(task=task.id, script=script)
    for key, value in parameters.items():
        task.set_parameter(f"General/{key}", value)
    return task


def apart(function):
    """Runs a function in a child, for one that ends its process where it goes on remotely."""
    child = in_child(function)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, PASSED), status


def run_program(text, *arguments):
    """Runs a program of its own file, as an agent will run it."""
    file = Path("program.py").absolute()
    file.write_text(text)
    sys.argv = [str(file), *arguments]
    apart(lambda: runpy.run_path(str(file), run_name="__main__"))


def in_child(function):
    """Forks. The child ends with `PASSED` when the function has returned. Answers the child's process."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        function()
        code = PASSED
    except SystemExit as end:
        code = end.code or 0
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
    # A fork would skip these, and with them clearml's end of its task.
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def leave():
    """Ends a flow well and at once: the thread of a scheduler, which goes on, can hold what clearml's own end waits for."""
    sys.stdout.flush()
    os._exit(PASSED)


def start(function, log):
    """Runs a flow in a child, in a home and a folder of its own, its output in a file. Answers the child's process."""

    def child():
        signal.alarm(500)  # ends a flow that hangs, whose output then says where
        os.dup2(log, 1)
        os.dup2(log, 2)
        # clearml stores in the home folder which task to continue, in one file for all programs.
        os.environ["HOME"] = tempfile.mkdtemp()
        os.chdir(tempfile.mkdtemp())
        function()

    return in_child(child)


def main(at_once=4):
    """Runs the flows that the arguments name, or all, and prints a line of JSON for each."""
    waiting = [function for function in flows if function.__name__ in sys.argv[1:] or not sys.argv[1:]]
    sys.argv[1:] = []
    running = {}
    while waiting or running:
        while waiting and len(running) < at_once:
            function = waiting.pop(0)
            log = tempfile.TemporaryFile("w+b", buffering=0)
            running[start(function, log.fileno())] = (function, log, time.time())
        pid, status = os.wait()
        if pid not in running:
            continue
        function, log, began = running.pop(pid)
        passed = os.waitstatus_to_exitcode(status) == PASSED
        log.seek(0)
        output = "" if passed else log.read().decode(errors="replace")[-6000:]
        result = {"flow": function.__name__, "passed": passed, "seconds": round(time.time() - began, 1), "output": output}
        print("FLOW", json.dumps(result), flush=True)
