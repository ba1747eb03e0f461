"""Step 1: fetches the flowers and stores them where the next steps find them, as an artifact of this task."""

import pathlib

from clearml import StorageManager, Task


def main():
    task = Task.init(
        project_name="examples/iris", task_name="iris step 1: dataset", task_type=Task.TaskTypes.data_processing
    )
    # A path or any address that clearml can fetch: http://, s3://, …
    options = {"dataset_url": str(pathlib.Path(__file__).resolve().parent.parent / "data" / "iris.csv")}
    task.connect(options)

    local = StorageManager.get_local_copy(remote_url=options["dataset_url"])
    task.upload_artifact("dataset", artifact_object=pathlib.Path(local), wait_on_upload=True)
    print("stored", options["dataset_url"])


if __name__ == "__main__":
    main()
