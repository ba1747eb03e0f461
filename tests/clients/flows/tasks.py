import argparse
import io
import logging
import os
import sys
from functools import partial
from pathlib import Path

import click
import matplotlib
import numpy
import pandas
import plotly.graph_objects
from clearml import OutputModel, Task
from clearml.backend_api.session.client import APIClient
from flow import again, begin_task, flow, main
from PIL import Image

matplotlib.use("Agg")
import matplotlib.pyplot as pyplot  # noqa: E402

PROJECT = "flows/tasks"
begin = partial(begin_task, PROJECT)


@flow
def argparse_with_subparsers():
    """Task: argparse arguments, with those of a sub-parser"""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    commands = parser.add_subparsers(dest="command")
    train = commands.add_parser("train")
    train.add_argument("--rate", type=float, default=0.5)
    train.add_argument("--layers", nargs="+", type=int, default=[1, 2])
    commands.add_parser("test").add_argument("--where", default="here")
    sys.argv[1:] = ["--seed", "5", "train", "--layers", "3", "4"]
    task = begin("argparse")
    assert parser.parse_args().layers == [3, 4]
    found = again(task).get_parameters(cast=True)
    assert (found["Args/seed"], found["Args/rate"], found["Args/layers"]) == (5, 0.5, "[3, 4]"), found


@flow
def click_options():
    """Task: options of click"""

    @click.command()
    @click.option("--epochs", default=3, type=int)
    @click.option("--name", default="none")
    def command(epochs, name):
        assert (epochs, name) == (9, "none")

    sys.argv[1:] = ["--epochs", "9"]
    task = begin("click")
    command(standalone_mode=False)
    found = again(task).get_parameters()
    assert (found["Args/epochs"], found["Args/name"]) == ("9", "none"), found


@flow
def connected_values():
    """Task: `connect` of dictionaries and objects, configuration files, labels, `set_parameter`, `delete_parameter`, read back with their types"""

    class Options:
        depth = 3

        def __init__(self):
            self.rate = 0.5

    task = begin("connect")
    task.connect(Options(), name="Options")
    values = {"a": 1, "list": [1, 2], "nested": {"deep": {"none": None}}, "pair": (1, 2), "flag": False, "text": "ä\n"}
    task.connect(values)
    file = Path("c.yaml")
    file.write_text("x: 1\n")
    assert Path(task.connect_configuration(file, name="file", description="a file")).read_text() == "x: 1\n"
    task.connect_configuration([1, {"a": 2}], name="list")
    task.set_configuration_object("object", config_dict={"a": {"b": 1}})
    task.connect_label_enumeration({"none": 0, "cat": 1})
    task.set_parameters_as_dict({"Other": {"deep": {"k": 1}}})
    task.set_parameter("Typed/number", 3, description="a number", value_type=int)
    task.delete_parameter("Options/depth")

    seen = again(task)
    found = seen.get_parameters(cast=True)
    assert found["General/a"] == 1 and found["General/list"] == [1, 2] and found["General/pair"] == (1, 2), found
    assert found["General/nested/deep/none"] is None and found["General/flag"] is False and found["General/text"] == "ä\n"
    assert found["Options/rate"] == 0.5 and "Options/depth" not in found
    assert seen.get_parameter("Typed/number", cast=True) == 3
    assert seen.get_parameters_as_dict(cast=True)["Other"]["deep"]["k"] == 1
    assert seen.get_configuration_object("file") == "x: 1\n"
    assert seen.get_configuration_object_as_dict("list") == [1, {"a": 2}]
    assert seen.get_configuration_object_as_dict("object") == {"a": {"b": 1}}
    assert seen.get_labels_enumeration() == {"none": 0, "cat": 1}


@flow
def user_properties():
    """Task: user properties are set, read and deleted"""
    task = begin("user properties")
    task.set_user_properties(a="1", b={"value": "x", "description": "which"})
    task.set_user_properties({"name": "c", "value": 4})
    assert task.delete_user_properties([("properties", "a")])
    found = again(task).get_user_properties()
    assert set(found) == {"b", "c"} and found["b"]["description"] == "which", found


@flow
def artifacts():
    """Task: artifacts of every kind: objects, texts, tables, arrays, images, files, folders, patterns, addresses, registered tables; read back and deleted"""
    task = begin("artifacts", output_uri=True)
    folder = Path("folder/below")
    folder.mkdir(parents=True)
    (folder / "x.txt").write_text("x")
    Path("folder/y.txt").write_text("y")
    frame = pandas.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "z"]})
    registered = frame.copy()
    task.register_artifact("registered", registered, metadata={"m": "1"})
    registered.loc[len(registered)] = [4, "w"]
    array = numpy.arange(6).reshape(2, 3)
    kinds = {"object": {"a": 1}, "list": [1, "a"], "text": "some text", "number": 3.5, "pickle": {1: {2, 3}}, "array": array}
    more = {"table": frame, "image": Image.new("RGB", (4, 4), "blue"), "folder": "folder", "file": Path("folder/y.txt")}
    more |= {"pattern": "folder/*.txt", "address": "https://example.com/some/file.bin"}
    for name, value in (kinds | more).items():
        assert task.upload_artifact(name, value, wait_on_upload=True, metadata={"kind": name}), name
    task.upload_artifact("csv", frame, extension_name=".csv", wait_on_upload=True)
    task.upload_artifact("yaml", {"a": 1}, extension_name=".yaml", wait_on_upload=True)

    found = again(task).artifacts
    for name in set(kinds) - {"array"}:
        assert found[name].get() == kinds[name], name
    assert (found["array"].get() == array).all()
    assert found["table"].get().shape == found["csv"].get().shape == (3, 2)
    assert found["registered"].get().shape[0] == 4
    assert found["yaml"].get() == {"a": 1} and found["image"].get().size == (4, 4)
    unpacked = Path(found["folder"].get_local_copy())
    assert sorted(file.name for file in unpacked.rglob("*.txt")) == ["x.txt", "y.txt"]
    assert Path(found["file"].get_local_copy()).read_text() == "y"
    assert found["object"].metadata == {"kind": "object"}
    assert found["address"].url == more["address"]
    # In a task of its own: with each later artifact clearml sends all that it uploaded, deleted ones too.
    task = begin("deleted artifact")
    task.upload_artifact("gone", {"to": "delete"}, wait_on_upload=True)
    assert task.delete_artifacts(["gone"], raise_on_errors=True)
    assert not again(task).artifacts


@flow
def large_artifact():
    """Task: an artifact of 300 MB, read back whole"""
    task = begin("large", output_uri=True)
    with open("large.bin", "wb") as file:
        file.truncate(300 << 20)
        file.seek(-1, io.SEEK_END)
        file.write(b"e")
    task.upload_artifact("large", "large.bin", wait_on_upload=True)
    copy = Path(again(task).artifacts["large"].get_local_copy())
    assert copy.stat().st_size == 300 << 20
    copy.unlink()


@flow
def media_and_plots():
    """Logger: scalars, single values, tables, matplotlib, plotly and every other plot, images, media, console lines; read back"""
    task = begin("media", output_uri=True)
    logger = task.get_logger()
    figure, axes = pyplot.subplots()
    axes.plot([1, 2, 3])
    axes.set_title("shown")
    pyplot.show()
    logger.report_matplotlib_figure("matplotlib", "s", figure, iteration=2)
    logger.report_matplotlib_figure("matplotlib as image", "s", figure, iteration=2, report_image=True)
    drawn = plotly.graph_objects.Figure(data=plotly.graph_objects.Scatter(x=[1, 2], y=[3, 4]))
    logger.report_plotly("plotly", "s", drawn, iteration=1)
    logger.report_scatter3d("scatter3d", "s", numpy.eye(3), 1)
    logger.report_confusion_matrix("confusion", "s", numpy.eye(3), iteration=1, xlabels=["a", "b", "c"])
    logger.report_surface("surface", "s", numpy.eye(4), iteration=1)
    logger.report_vector("vector", "s", numpy.arange(4), iteration=1)
    logger.report_histogram("histogram", "s", numpy.arange(4), iteration=1)
    logger.report_table("table", "s", iteration=1, table_plot=pandas.DataFrame({"a": [1], "b": [numpy.nan]}))
    Path("t.csv").write_text("a,b\n1,2\n")
    logger.report_table("table of a file", "s", iteration=1, csv="t.csv")
    pixels = numpy.zeros((8, 8, 3), dtype="uint8")
    for iteration in (1, 2):
        logger.report_image("image", "array", iteration=iteration, image=pixels)
    Path("a.html").write_text("<b>page</b>")
    logger.report_media("page", "s", iteration=1, local_path="a.html")
    logger.report_media("address", "s", iteration=1, url="https://example.com/a.png")
    logger.report_media("sound", "s", iteration=1, stream=io.BytesIO(b"xyz"), file_extension=".wav")
    logger.report_single_value("accuracy", 0.5)
    logger.report_single_value("accuracy", 0.75)
    for iteration, value in enumerate((1.0, float("nan"), float("inf"), 2.0)):
        logger.report_scalar("loss", "train", value, iteration)
    logger.report_text("a reported line", level=logging.WARNING, print_console=False)
    task.flush(wait_for_uploads=True)

    seen = again(task)
    plots = {plot["metric"] for plot in seen.get_reported_plots()}
    drawn_by_name = {"shown", "matplotlib", "plotly", "scatter3d", "confusion", "surface", "vector", "histogram", "table", "table of a file"}
    assert drawn_by_name <= plots, plots
    assert seen.get_reported_single_value("accuracy") == 0.75
    curve = seen.get_reported_scalars()["loss"]["train"]
    assert curve["x"] == [0, 1, 2, 3] and (curve["y"][0], curve["y"][3]) == (1, 2), curve
    assert seen.get_last_scalar_metrics()["loss"]["train"]["last"] == 2
    assert "a reported line" in "".join(seen.get_reported_console_output(10))
    images = APIClient().events.debug_images(metrics=[{"task": seen.id, "metric": "image"}], iters=5).metrics[0].iterations
    assert [image["iter"] if isinstance(image, dict) else image.iter for image in images] == [2, 1], images


@flow
def continued_task():
    """Task: `continue_last_task` by flag, by id and from an iteration; iterations go on where they ended"""
    task = begin("continued")
    task.get_logger().report_scalar("a", "b", 1, 5)
    first = again(task).id
    task = Task.init(PROJECT, "continued", continue_last_task=True, auto_resource_monitoring=False)
    assert task.id == first
    task.get_logger().report_scalar("a", "b", 2, 1)
    seen = again(task)
    assert seen.get_reported_scalars()["a"]["b"]["x"] == [5, 7] and seen.get_last_iteration() == 7
    task = Task.init(PROJECT, "continued", reuse_last_task_id=first, continue_last_task=100, auto_resource_monitoring=False)
    task.get_logger().report_scalar("a", "b", 3, 1)
    seen = again(task)
    assert seen.id == first and seen.get_reported_scalars()["a"]["b"]["x"] == [5, 7, 101], seen.get_reported_scalars()


@flow
def reused_task():
    """Task: a run without results is used again, one with artifacts is not"""
    first = Task.init(PROJECT, "reused", auto_resource_monitoring=False)
    first.get_logger().report_scalar("x", "y", 1, 1)
    first.close()
    second = Task.init(PROJECT, "reused", auto_resource_monitoring=False)
    second.upload_artifact("x", {"a": 1}, wait_on_upload=True)
    seen = again(second)
    assert seen.id == first.id and not seen.get_reported_scalars()
    third = Task.init(PROJECT, "reused", auto_resource_monitoring=False)
    assert again(third).id != first.id


@flow
def offline_session():
    """Task: a session without a server, imported later with parameters, scalars, artifacts and its log"""
    Task.set_offline(True)
    task = begin("offline")
    task.connect({"a": 1})
    task.get_logger().report_scalar("x", "y", 1, 3)
    task.get_logger().report_single_value("score", 2)
    task.get_logger().report_histogram("h", "s", numpy.arange(3), iteration=1)
    task.upload_artifact("stored", {"b": 2}, wait_on_upload=True)
    print("printed offline")
    session = task.get_offline_mode_folder()
    task.close()
    Task.set_offline(False)
    seen = Task.get_task(Task.import_offline_session(f"{session}.zip"))
    assert seen.get_parameters()["General/a"] == "1"
    assert seen.get_reported_scalars()["x"]["y"]["x"] == [3] and seen.get_reported_single_value("score") == 2
    assert seen.artifacts["stored"].get() == {"b": 2}
    assert "printed offline" in "".join(seen.get_reported_console_output(10))


@flow
def made_tasks():
    """Task: `create` from a script, a repository and a module; `clone`, `export_task`, `import_task`"""
    Path("program.py").write_text("print('here')\n")
    Path("requirements.txt").write_text("numpy==1.0\n")
    made = Task.create(
        PROJECT,
        "from a script",
        script="program.py",
        requirements_file="requirements.txt",
        docker="an-image:1",
        docker_args="-e A=1",
        argparse_args=[("a", "1")],
        task_type="testing",
    )
    assert made.get_parameters()["Args/a"] == "1" and "numpy==1.0" in made.data.script.requirements["pip"]
    assert "print('here')" in made.data.script.diff and "an-image:1" in made.get_base_docker()
    place = dict(repo="https://example.com/r.git", branch="dev", commit="a" * 40, working_directory="src")
    module = Task.create(PROJECT, "from a module", module="package.module", packages=["attrs==1"], **place)
    assert (module.data.script.entry_point, module.data.script.branch) == ("-m package.module", "dev")
    copy = Task.clone(made, name="a clone", comment="copied", parent=module.id)
    assert (copy.parent, copy.status, copy.get_parameters()["Args/a"]) == (module.id, "created", "1")
    exported = made.export_task()
    changed = Task.import_task({**exported, "comment": "changed"}, target_task=made, update=True)
    assert changed.id == made.id and Task.get_task(made.id).comment == "changed"
    exported.pop("id")
    imported = Task.import_task({**exported, "name": "imported"})
    assert imported.id != made.id and imported.get_parameters()["Args/a"] == "1"


@flow
def statuses_and_edits():
    """Task: `mark_*`, `publish`, archiving, `reset`, progress, names, tags, container, packages, repository, moving to another project, `delete`"""
    task = Task.create(PROJECT, "statuses")
    steps = (
        (task.mark_started, "in_progress"),
        (task.mark_stopped, "stopped"),
        (lambda: task.mark_started(force=True), "in_progress"),
        (lambda: task.mark_failed(status_reason="a reason", status_message="a message"), "failed"),
        (lambda: task.mark_started(force=True), "in_progress"),
        (task.mark_completed, "completed"),
        (task.publish, "published"),
    )
    for step, status in steps:
        step()
        assert task.get_status() == status, (task.status, status)
    task = Task.create(PROJECT, "edits")
    task.mark_started()
    task.mark_stopped()
    task.set_archived(True)
    assert Task.get_task(task.id).get_archived()
    task.set_archived(False)
    task.reset(force=True)
    task.set_progress(40)
    task.set_name("renamed")
    task.set_task_type("testing")
    task.set_tags(["x"])
    task.add_tags("y")
    task.set_comment("a comment")
    task.set_base_docker("an-image", "-e A=1", "echo setup")
    task.set_packages(["numpy==1"])
    task.set_repo("https://example.com/r.git", "dev", "a" * 40)
    task.set_parent(Task.create(PROJECT, "a parent").id)
    task.move_to_project(new_project_name="flows/moved")
    seen = Task.get_task(task.id)
    assert (seen.status, seen.get_progress(), seen.name, str(seen.task_type)) == ("created", 40, "renamed", "testing")
    assert set(seen.get_tags()) == {"x", "y"} and not seen.get_archived() and seen.parent
    assert seen.get_project_name() == "flows/moved" and seen.data.script.branch == "dev"
    assert task.delete(raise_on_error=True)
    assert not Task.query_tasks(task_filter={"id": [task.id]})


@flow
def queries():
    """Task: `query_tasks` and `get_tasks` by project, name, tags, status, type, parent, free text, times, order and page"""
    here, below = f"flows/query {os.getpid()}", f"flows/query {os.getpid()}/below"
    made = []
    for number in range(4):
        task = Task.create(below if number % 2 else here, f"q {number} (x)", task_type="training" if number else "testing")
        task.set_tags(["all", "odd" if number % 2 else "even", *(["two"] if number == 2 else [])])
        made.append(task.id)
    Task.get_task(made[3]).mark_started()
    Task.get_task(made[3]).mark_completed()
    Task.get_task(made[2]).set_archived(True)

    def found(project=(here, below), **filters):
        return [made.index(task) for task in sorted(Task.query_tasks(project_name=list(project), **filters)) if task in made]

    assert found() == [0, 1, 2, 3] and found((here,)) == [0, 2]
    assert found(task_name=r"^q 0 \(x\)$") == [0]
    assert found(tags=["even", "-two"]) == [0] and found(tags=["__$all", "all", "odd"]) == [1, 3]
    assert found(tags=["__$any", "two", "odd"]) == [1, 2, 3]
    for filters, expected in (
        ({"status": ["completed"]}, [3]),
        ({"type": ["testing"]}, [0]),
        ({"system_tags": ["archived"]}, [2]),
        ({"system_tags": ["-archived"]}, [0, 1, 3]),
        ({"_all_": {"fields": ["name"], "pattern": "Q 1"}}, [1]),
        ({"_any_": {"fields": ["tags", "id"], "pattern": "two"}}, [2]),
        ({"search_text": "(x)"}, [0, 1, 2, 3]),
        ({"status_changed": [">2020-01-01T00:00:00"]}, [0, 1, 2, 3]),
        ({"parent": "0" * 32}, []),
        ({"user": ["nobody"]}, []),
        ({"id": [made[1]]}, [1]),
    ):
        assert found(task_filter=filters) == expected, (filters, found(task_filter=filters))
    paged = Task.query_tasks([here, below], task_filter={"order_by": ["-name"], "page": 0, "page_size": 2})
    assert [made.index(task) for task in paged] == [3, 2]
    rows = Task.query_tasks(here, additional_return_fields=["name", "status"], task_filter={"order_by": ["name"]})
    assert [row["name"] for row in rows] == ["q 0 (x)", "q 2 (x)"], rows
    assert Task.get_task(project_name=below, task_name="q 3 (x)", tags=["odd"]).id == made[3]
    assert here in [project.name for project in Task.get_projects()]


if __name__ == "__main__":
    main()
