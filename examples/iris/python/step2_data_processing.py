"""Step 2: splits the flowers of step 1 into those for training and those for the test."""

import csv

import numpy as np
from clearml import Task
from sklearn.model_selection import train_test_split


def main():
    task = Task.init(
        project_name="examples/iris", task_name="iris step 2: process", task_type=Task.TaskTypes.data_processing
    )
    options = {"dataset_task_id": "", "test_size": 0.2, "random_state": 42}
    task.connect(options)
    # Run by hand, this ends here and leaves a draft, which the pipeline clones.
    task.execute_remotely()

    measures, species, names = read_flowers(options["dataset_task_id"])
    x_train, x_test, y_train, y_test = train_test_split(
        measures,
        species,
        test_size=float(options["test_size"]),
        random_state=int(options["random_state"]),
        stratify=species,
    )
    parts = {"x_train": x_train, "x_test": x_test, "y_train": y_train, "y_test": y_test}
    for name, part in parts.items():
        task.upload_artifact(name, part)
    task.upload_artifact("species", names)
    task.flush(wait_for_uploads=True)
    print("split into", {name: part.shape for name, part in parts.items()})


def read_flowers(task_id):
    """The measures, the number of each flower's species, and the species' names."""
    source = Task.get_task(task_id=task_id).artifacts["dataset"].get_local_copy()
    with open(source, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = [column for column in rows[0] if column != "species"]
    names = sorted({row["species"] for row in rows})
    measures = np.array([[float(row[column]) for column in columns] for row in rows])
    return measures, np.array([names.index(row["species"]) for row in rows]), names


if __name__ == "__main__":
    main()
