import inspect
import os
import subprocess
import warnings
from pathlib import Path

from clearml import Task
from clearml.backend_api.session.client import APIClient
from flow import ended, flow, log_of, main, run_program, wait_for

PROJECT = f"flows/commands {os.getpid()}"
QUEUE = os.environ.get("STEPS_QUEUE", "default")


def run(*command, **env):
    """Runs a command of the published packages to its good end. Answers what it printed."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, env={**os.environ, **env})
    print("$", *command, done.stdout, done.stderr)
    assert done.returncode == 0, command
    return done.stdout


REMOTE = """from clearml import Task
task = Task.init("{project}", "goes on remotely", auto_resource_monitoring=False, reuse_last_task_id=False)
values = task.connect({{"rate": 0.5}})
print("TASK", task.id, "RATE", values["rate"])
task.execute_remotely(queue_name="{queue}")
task.upload_artifact("where", "there", wait_on_upload=True)
print("RATE THERE", values["rate"])
"""


@flow
def execute_remotely():
    """Task: `execute_remotely` ends the program here, and it goes on at an agent; a clone runs with another parameter"""
    run_program(REMOTE.format(project=PROJECT, queue=QUEUE))
    task = Task.get_task(project_name=PROJECT, task_name="goes on remotely")
    assert ended(task) == "completed" and "RATE THERE 0.5" in log_of(task), log_of(task)
    assert Task.get_task(task.id).artifacts["where"].get() == "there"
    copy = Task.clone(task, name="another rate")
    copy.set_parameter("General/rate", 0.75)
    Task.enqueue(copy, queue_name=QUEUE)
    assert ended(copy) == "completed" and "RATE THERE 0.75" in log_of(copy), log_of(copy)


@flow
def clearml_task():
    """`clearml-task`: a local script with arguments and packages is enqueued and runs"""
    Path("job.py").write_text("import argparse\np = argparse.ArgumentParser()\np.add_argument('--n', type=int)\nprint('N IS', p.parse_args().n)\n")
    where = ["--project", PROJECT, "--name", "from a command", "--queue", QUEUE]
    run("clearml-task", *where, "--script", "job.py", "--args", "n=5", "--tags", "made", "--packages", "clearml")
    task = wait_for(lambda: Task.get_tasks(project_name=PROJECT, task_name="from a command"), "the task")[0]
    assert ended(task) == "completed" and "N IS 5" in log_of(task), log_of(task)


@flow
def clearml_data():
    """`clearml-data`: create, add, upload, close, list, search, get, verify, compare, sync, publish, delete"""
    Path("in").mkdir()
    Path("in/a.txt").write_text("a")

    def id_in(output):
        return output.split("id=")[1].split()[0]

    data = id_in(run("clearml-data", "create", "--project", PROJECT, "--name", "of commands"))
    run("clearml-data", "add", "--id", data, "--files", "in")
    run("clearml-data", "upload", "--id", data)
    run("clearml-data", "close", "--id", data)
    assert "a.txt" in run("clearml-data", "list", "--id", data)
    assert data in run("clearml-data", "search", "--project", PROJECT)
    run("clearml-data", "get", "--id", data, "--copy", "out")
    assert Path("out/a.txt").read_text() == "a"
    run("clearml-data", "verify", "--id", data)
    run("clearml-data", "compare", "--source", data, "--target", data)
    Path("in/b.txt").write_text("b")
    child = id_in(run("clearml-data", "sync", "--folder", "in", "--project", PROJECT, "--name", "of commands", "--parents", data))
    run("clearml-data", "publish", "--id", child)
    run("clearml-data", "delete", "--id", data, "--force")
    assert not Task.query_tasks(task_filter={"id": [data]}) and Task.get_task(child).status == "published"


@flow
def clearml_agent():
    """`clearml-agent`: `list` shows the workers, `execute` runs a task by its id"""
    assert "workers" in run("clearml-agent", "list")
    Path("job.py").write_text("print('executed by hand')\n")
    task = Task.create(PROJECT, "by hand", script="job.py", add_task_init_call=False)
    run("clearml-agent", "execute", "--id", task.id, CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL="1")
    assert ended(task) == "completed" and "executed by hand" in log_of(task), log_of(task)


# Of ClearML's Enterprise server.
ENTERPRISE = {"datasets", "dataviews", "frames"}, {"tasks.share"}


@flow
def api_client():
    """APIClient: every action that its services call is known to the server, and answers or names the missing field

    The services `datasets`, `dataviews` and `frames` and the action `tasks.share` belong to ClearML's Enterprise server.
    """
    warnings.simplefilter("ignore")
    client = APIClient()
    unknown, tried = [], 0
    services, actions = ENTERPRISE
    for service in sorted({name for name in dir(client) if not name.startswith("_")} - services - {"session"}):
        calls = getattr(client, service)
        for action in [name for name in dir(calls) if not name.startswith("_") and inspect.isroutine(getattr(calls, name))]:
            if f"{service}.{action}" in actions:
                continue
            tried += 1
            answer = client.session.send_request(service, action, json={})
            if "no such action" in answer.text:
                unknown.append(f"{service}.{action}")
    assert not unknown and tried > 100, (unknown, tried)


HYDRA = """import hydra
from clearml import Task
from hydra.core.config_store import ConfigStore

ConfigStore.instance().store(name="config", node={"data": {"rows": 10, "name": "rows of ${data.rows}"}, "rate": 0.5})


@hydra.main(version_base=None, config_name="config")
def program(config):
    task = Task.init("PROJECT", "hydra", auto_resource_monitoring=False)
    task.get_logger().report_single_value("rate", config.rate)
    print("NAME", config.data.name)


program()
"""


@flow
def hydra_program():
    """hydra: the configuration and the overrides of a `@hydra.main` program are recorded; an override that is edited in a clone takes effect at the agent"""
    run_program(HYDRA.replace("PROJECT", PROJECT), "rate=0.25", "+data.more=1")
    task = Task.get_task(project_name=PROJECT, task_name="hydra")
    found = task.get_parameters()
    assert (found["Hydra/rate"], found["Hydra/data.more"]) == ("0.25", "1"), found
    assert "rows: 10\n  name: rows of ${data.rows}\n  more: 1\nrate: 0.25" in task.get_configuration_object("OmegaConf")
    clone = Task.clone(task, name="hydra again")
    clone.set_parameter("Hydra/rate", 0.75)
    Task.enqueue(clone, queue_name="default")
    assert ended(clone) == "completed", log_of(clone)
    assert clone.get_reported_single_value("rate") == 0.75 and "NAME rows of 10" in log_of(clone)
    assert "more: 1\nrate: 0.75" in clone.get_configuration_object("OmegaConf")


if __name__ == "__main__":
    main()
