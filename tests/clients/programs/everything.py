"""Reports one of each kind that the clearml client knows, in a task of its own. Prints the task's id last."""

import argparse
import pathlib
import tempfile

from clearml import OutputModel, Task
from PIL import Image


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--project", default="clients/everything")
    parser.add_argument("--name", default="everything")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--optimizer", default="sgd")
    parser.add_argument("--shuffle", action="store_true")

    task = Task.init(
        project_name="clients/everything", task_name="everything", reuse_last_task_id=False, output_uri=True
    )
    args = parser.parse_args()
    if (args.project, args.name) != ("clients/everything", "everything"):
        task.move_to_project(new_project_name=args.project)
        task.set_name(args.name)

    report_parameters(task)
    report_metrics(task.get_logger(), args.epochs)
    upload_results(task)
    task.close()
    print("TASK", task.id)


def report_parameters(task):
    task.add_tags(["first tag", "second"])
    task.set_comment("A task that holds one of each.")
    task.set_user_properties(owner="a person", review={"value": "open", "description": "who looks at it"})
    task.connect({"rate": 0.25, "layers": [64, 32], "nested": {"deep": {"value": "x"}}, "flag": True, "none": None})
    task.connect({"seed": 7, "text": "two words"}, name="Data")
    task.connect_configuration({"classes": ["a", "b"], "depth": {"of": 2}}, name="classes", description="what is told apart")
    task.set_configuration_object(name="notes", config_text="line one\nline two: ä\n")


def report_metrics(logger, epochs):
    for epoch in range(epochs):
        logger.report_scalar("loss", "train", value=1.0 / (epoch + 1), iteration=epoch)
        logger.report_scalar("loss", "validation", value=1.5 / (epoch + 1), iteration=epoch)
        logger.report_scalar("accuracy", "train", value=epoch / epochs, iteration=epoch)
    logger.report_single_value("final score", 0.875)
    logger.report_text("a line that was reported")
    print("a line that was printed")
    logger.report_scatter2d("points", "all", scatter=[(0, 0), (1, 2), (2, 1)], iteration=1, xaxis="x", yaxis="y")
    logger.report_histogram("counts", "classes", values=[3, 1, 2], iteration=1, xlabels=["a", "b", "c"])
    logger.report_table("table", "rows", iteration=1, table_plot=[["name", "n"], ["a", 1], ["b", 2]])
    logger.report_image("samples", "red", iteration=1, image=Image.new("RGB", (8, 8), "red"))


def upload_results(task):
    with tempfile.TemporaryDirectory() as folder:
        notes = pathlib.Path(folder, "notes with spaces.txt")
        notes.write_text("what was seen\n", encoding="utf-8")
        weights = pathlib.Path(folder, "weights.bin")
        weights.write_bytes(bytes(range(256)))

        task.upload_artifact("summary", {"rows": 150, "columns": ["a", "b"]})
        task.upload_artifact("notes", notes, metadata={"language": "en"}, wait_on_upload=True)
        task.upload_artifact("object", [1, 2.5, "three"])

        model = OutputModel(
            task=task,
            name="a model",
            framework="custom",
            config_dict={"units": 8},
            label_enumeration={"a": 0, "b": 1},
            tags=["small"],
        )
        model.update_weights(weights_filename=str(weights), auto_delete_file=False, async_enable=False)


if __name__ == "__main__":
    main()
