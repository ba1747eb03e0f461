"""Reads a task back as another program would and prints all of it as one line of JSON. Argument: the task's id."""

import hashlib
import json
import os
import pathlib
import sys

from clearml import StorageManager, Task
from PIL import Image


def main(task_id):
    task = Task.get_task(task_id=task_id)
    print("READ", json.dumps(everything_of(task), sort_keys=True))


def everything_of(task):
    return {
        "id": task.id,
        "name": task.name,
        "project": task.get_project_name(),
        "type": str(task.task_type),
        "status": task.get_status(),
        "tags": sorted(task.get_tags()),
        "comment": task.comment,
        "parameters": task.get_parameters(),
        "configurations": {
            "classes": task.get_configuration_object_as_dict("classes"),
            "notes": task.get_configuration_object("notes"),
        },
        "user_properties": {name: entry["value"] for name, entry in task.get_user_properties().items()},
        "scalars": task.get_reported_scalars(),
        "single_values": task.get_reported_single_values(),
        "last_scalars": last_scalars(task),
        "plots": sorted((plot["metric"], plot["variant"], plot["iter"]) for plot in task.get_reported_plots()),
        "images": [image_of(sample) for sample in task.get_debug_samples("samples", "red")],
        "console": "".join(task.get_reported_console_output(number_of_reports=100)),
        "artifacts": {name: artifact_of(artifact) for name, artifact in task.artifacts.items()},
        "models": [model_of(model) for model in task.models["output"]],
        "found_by_name": [found.id for found in Task.get_tasks(project_name=task.get_project_name(), task_name=task.name)],
        "found_by_tag": task.id in Task.query_tasks(tags=["first tag"]),
    }


def last_scalars(task):
    return {
        metric: {variant: [value["last"], value["min"], value["max"]] for variant, value in variants.items()}
        for metric, variants in task.get_last_scalar_metrics().items()
    }


def image_of(sample):
    with Image.open(StorageManager.get_local_copy(sample["url"])) as image:
        return {"iteration": sample["iter"], "size": image.size}


def artifact_of(artifact):
    local = pathlib.Path(artifact.get_local_copy())
    value = artifact.get()
    return {
        "type": artifact.type,
        "mode": str(artifact.mode),
        "size": artifact.size,
        "hash_is_right": artifact.hash == hashlib.sha256(local.read_bytes()).hexdigest(),
        "metadata": artifact.metadata,
        "preview": artifact.preview,
        "value": local.read_text(encoding="utf-8") if isinstance(value, os.PathLike) else value,
    }


def model_of(model):
    weights = pathlib.Path(model.get_local_copy())
    return {
        "name": model.name,
        "framework": model.framework,
        "tags": model.tags,
        "labels": model.labels,
        "design": model.config_dict,
        "bytes": len(weights.read_bytes()),
        "sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
    }


if __name__ == "__main__":
    main(sys.argv[1])
