import os
from pathlib import Path

from clearml import Dataset, InputModel, Model, OutputModel, StorageManager, Task
from flow import flow, main

PROJECT = f"flows/data {os.getpid()}"


def begin(name, project=PROJECT, **options):
    return Task.init(project, name, reuse_last_task_id=False, auto_resource_monitoring=False, **options)


@flow
def output_models():
    """Models: weights, metadata, labels, design, reports; found, renamed, published, archived and removed, a published one too

    clearml 2.1.12 sends the iteration of `update_weights` only for weights that it uploads in the background.
    """
    task = begin("output models", output_uri=True)
    Path("w.bin").write_bytes(b"w" * 10)
    model = OutputModel(task=task, name="model", framework="PyTorch", label_enumeration={"x": 0}, tags=["t"], comment="a comment")
    model.update_weights("w.bin", auto_delete_file=False, async_enable=False)
    model.set_metadata("k", "v", "str")
    model.set_all_metadata({"n": {"value": "3", "type": "int"}}, replace=False)
    model.update_labels({"y": 1})
    model.update_design(config_text="a design")
    model.report_scalar("loss", "a", 0.5, 1)
    model.report_single_value("score", 2)
    model.report_table("table", "s", iteration=1, table_plot=[["a"], [1]])
    package = OutputModel(task=task, name="package")
    Path("d").mkdir()
    for name in "ab":
        Path("d", name).write_text(name)
    package.update_weights_package(weights_path="d", auto_delete_file=False, async_enable=False)
    OutputModel(task=task, name="elsewhere").update_weights(register_uri="https://example.com/x.pt")
    Path("later.bin").write_bytes(b"l")
    OutputModel(task=task, name="uploaded later").update_weights("later.bin", auto_delete_file=False, iteration=7)
    task.flush(wait_for_uploads=True)
    task.close()

    seen = Task.get_task(task.id)
    assert len(seen.models["output"]) == 4 and seen.get_last_iteration() == 7, seen.get_last_iteration()
    found = Model(model.id)
    assert found.get_metadata("k") == "v" and found.get_metadata_casted("n") == 3
    assert found.labels == {"y": 1} and found.config_text == "a design" and "a comment" in found.comment
    assert found.original_task == task.id
    assert Path(found.get_local_copy()).read_bytes() == b"w" * 10

    def names(**filters):
        return [one.name for one in Model.query_models(project_name=PROJECT, **filters)]

    assert names(model_name="model", tags=["t"], metadata={"k": "v"}) == ["model"] and names(only_published=True) == []
    found.name = "renamed"
    found.tags = ["t", "u"]
    found.publish()
    assert Model(model.id).published and names(only_published=True) == ["renamed"]
    found.archive()
    assert "renamed" not in names() and "renamed" in names(include_archived=True)
    found.unarchive()
    assert Model.remove(model.id, raise_on_errors=True)
    assert Model.remove(package.id, raise_on_errors=True, delete_weights_file=True)
    assert names() == ["uploaded later", "elsewhere"], names()


@flow
def input_models():
    """Models: imported ones, found again by address, connected to a task"""
    task = begin("input models", f"{PROJECT} of models")
    address = f"https://example.com/{os.getpid()}.onnx"
    model = InputModel.import_model(address, name="imported", framework="ONNX", label_enumeration={"a": 1}, tags=["imported"])
    task.connect(model)
    assert InputModel.load_model(address).id == model.id
    task.set_input_model(model_id=model.id, name="second")
    task.connect(InputModel.empty(label_enumeration={"z": 1}))
    task.close()
    assert len(Task.get_task(task.id).models["input"]) >= 2
    found = InputModel(model_id=model.id)
    assert found.tags == ["imported"] and found.labels == {"a": 1} and found.framework == "ONNX"


@flow
def dataset_versions():
    """Datasets: children, `sync_folder`, `squash`, merged parents, versions, metadata, local copies, `publish`, moving, `delete`

    `Dataset.delete` without force deletes a dataset that has children: clearml 2.1.12 looks for a mark that it no longer writes.
    """
    folder = Path("in")
    folder.mkdir()
    for name in "abc":
        Path(folder, f"{name}.txt").write_text(name)
    first = Dataset.create(dataset_name="data", dataset_project=PROJECT, dataset_tags=["x"], description="what it is")
    first.add_files("in")
    first.set_metadata({"meta": 1}, "info")
    first.get_logger().report_table("preview", "rows", iteration=0, table_plot=[["a"], [1]])
    first.upload(show_progress=False)
    assert first.finalize()
    Path("in/a.txt").unlink()
    Path("in/b.txt").write_text("changed")
    Path("in/d.txt").write_text("d")
    child = Dataset.create(dataset_name="data", dataset_project=PROJECT, parent_datasets=[first])
    assert child.sync_folder("in") == (1, 1, 1)
    child.finalize(auto_upload=True)
    assert (child.list_added_files(), child.list_removed_files(), child.list_modified_files()) == (["d.txt"], ["a.txt"], ["b.txt"])
    assert sorted(file.name for file in Path(child.get_local_copy()).glob("*.txt")) == ["b.txt", "c.txt", "d.txt"]
    assert Path(child.get_mutable_local_copy("mutable"), "b.txt").read_text() == "changed"

    other = Dataset.create(dataset_name="other", dataset_project=PROJECT)
    Path("e.txt").write_text("e")
    other.add_files("e.txt")
    other.finalize(auto_upload=True)
    merged = Dataset.create(dataset_name="merged", dataset_project=PROJECT, parent_datasets=[child.id, other.id])
    merged.add_files("e.txt", dataset_path="below")
    merged.finalize(auto_upload=True)
    assert sorted(merged.list_files()) == ["b.txt", "below/e.txt", "c.txt", "d.txt", "e.txt"]
    squashed = Dataset.squash(dataset_name="squashed", dataset_ids=[first.id, child.id, other.id])
    assert sorted(squashed.list_files()) == ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"]
    squashed.publish()

    def found(**place):
        return Dataset.get(dataset_project=PROJECT, **place).id

    assert found(dataset_name="squashed", only_published=True) == squashed.id
    assert found(dataset_name="data") == child.id and found(dataset_name="data", dataset_version="1.0.0") == first.id
    assert first.get_metadata("info") == {"meta": 1}
    assert child.get_dependency_graph() == {child.id: [first.id], first.id: []}
    listed = Dataset.list_datasets(dataset_project=PROJECT)
    assert {one["id"] for one in listed} >= {first.id, child.id, other.id, merged.id, squashed.id}
    Dataset.move_to_project(new_dataset_project=f"{PROJECT} moved", dataset_project=PROJECT, dataset_name="other")
    assert [one["id"] for one in Dataset.list_datasets(dataset_project=f"{PROJECT} moved")] == [other.id]
    Dataset.delete(dataset_id=merged.id)
    Dataset.delete(dataset_project=PROJECT, dataset_name="data", entire_dataset=True, force=True)
    assert not Task.query_tasks(task_filter={"id": [first.id, child.id, merged.id]})


@flow
def dataset_of_a_task():
    """Datasets: one that a task reads by alias, one that is the task itself, one of files elsewhere"""
    Path("q.txt").write_text("q")
    task = begin("reads a dataset")
    data = Dataset.create(dataset_name="read", dataset_project=PROJECT, dataset_version="2.1.0")
    data.add_files("q.txt")
    data.finalize(auto_upload=True)
    Dataset.get(dataset_project=PROJECT, dataset_name="read", alias="the data", overridable=True)
    task.close()
    assert Task.get_task(task.id).get_parameters()["Datasets/the data"] == data.id
    task = begin("is a dataset")
    data = Dataset.create(dataset_name="itself", dataset_project=PROJECT, use_current_task=True)
    assert data.id == task.id
    data.add_external_files(Path("q.txt").absolute().as_uri(), dataset_path="far")
    data.finalize(auto_upload=True)
    assert data.list_files() == ["far/q.txt"]
    task.close()


@flow
def storage_manager():
    """StorageManager: files and folders on the server's file store; a deleted task takes its files with it"""
    store = os.environ["CLEARML_FILES_HOST"]
    Path("f.txt").write_text("f")
    address = StorageManager.upload_file("f.txt", f"{store}/flows/f.txt")
    assert Path(StorageManager.get_local_copy(address)).read_text() == "f"
    assert StorageManager.exists_file(address) and not StorageManager.exists_file(f"{address}.none")
    assert StorageManager.get_file_size_bytes(address) == 1
    Path("folder/below").mkdir(parents=True)
    Path("folder/below/y.txt").write_text("y")
    StorageManager.upload_folder("folder", f"{store}/flows/folder")
    assert StorageManager.exists_file(f"{store}/flows/folder/below/y.txt")
    task = begin("with files", output_uri=True)
    task.upload_artifact("gone", {"a": 1}, wait_on_upload=True)
    address = task.artifacts["gone"].url
    task.close()
    assert StorageManager.exists_file(address)
    assert Task.get_task(task.id).delete(delete_artifacts_and_models=True)
    assert not StorageManager.exists_file(address)


if __name__ == "__main__":
    main()
