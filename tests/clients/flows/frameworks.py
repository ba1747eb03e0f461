from functools import partial
from pathlib import Path

import joblib
import numpy
from clearml import StorageManager, Task
from clearml.backend_api.session.client import APIClient
from flow import again, begin_task, flow, main
from PIL import Image
from sklearn.linear_model import LogisticRegression
from tensorboardX import SummaryWriter

PROJECT = "flows/frameworks"
begin = partial(begin_task, PROJECT)


@flow
def scikit_learn():
    """Autologging: a model of scikit-learn that `joblib.dump` writes is an output model of the task

    What `joblib.load` reads becomes no input model: clearml 2.1.12 watches a function that joblib 1.6 no longer has.
    """
    task = begin("scikit-learn", output_uri=True)
    joblib.dump(LogisticRegression().fit([[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1]), "classifier.pkl", compress=True)
    task.flush(wait_for_uploads=True)
    (stored,) = again(task).models["output"]
    assert (stored.name, stored.framework) == ("scikit-learn - classifier", "ScikitLearn"), (stored.name, stored.framework)
    assert list(joblib.load(stored.get_local_copy()).predict([[0.0], [3.0]])) == [0, 1]


@flow
def tensorboard():
    """Autologging: scalars, histograms, images and texts that tensorboardX writes

    clearml thins histograms out before it sends them: of three steps one is here.
    """
    task = begin("tensorboard", output_uri=True)
    with SummaryWriter("runs/first") as writer:
        for step in range(3):
            writer.add_scalar("train/loss", 1 - step / 4, step)
            writer.add_scalars("rates", {"low": step, "high": 10 * step}, step)
            writer.add_histogram("weights", numpy.arange(100), step)
            writer.add_image("noise", numpy.full((3, 8, 8), 255, dtype="uint8"), step)
            writer.add_text("notes", f"a text of step {step}", step)
    task.flush(wait_for_uploads=True)
    seen = again(task)
    curves = seen.get_reported_scalars()
    assert (curves["train"]["loss"]["x"], curves["train"]["loss"]["y"]) == ([0, 1, 2], [1, 0.75, 0.5]), curves
    assert sorted(curve["y"] for curve in curves["rates"].values()) == [[0, 1, 2], [0, 10, 20]], curves
    (histogram,) = seen.get_reported_plots()
    assert (histogram["metric"], histogram["variant"]) == ("Histograms", "weights"), histogram
    kept = {}
    for iteration in APIClient().events.debug_images(metrics=[{"task": seen.id}], iters=5).metrics[0].iterations:
        for event in iteration["events"]:
            kept[event["metric"], event["iter"]] = StorageManager.get_local_copy(event["url"])
    assert set(kept) == {(metric, step) for metric in ("Images", "notes") for step in range(3)}, kept
    assert Image.open(kept["Images", 2]).size == (8, 8) and "a text of step 2" in Path(kept["notes", 2]).read_text()


if __name__ == "__main__":
    main()
