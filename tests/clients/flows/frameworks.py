from functools import partial
from pathlib import Path

import joblib
import numpy
from flow import again, begin_task, flow, main
from sklearn.linear_model import LogisticRegression
from summaries import STEPS, check_steps, write_step
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
        for step in STEPS:
            write_step(writer, step, 1 - step / 4, numpy.full((3, 8, 8), 255, dtype="uint8"))
            writer.add_histogram("weights", numpy.arange(100), step)
    task.flush(wait_for_uploads=True)
    seen = again(task)
    (histogram,) = seen.get_reported_plots()
    assert (histogram["metric"], histogram["variant"]) == ("Histograms", "weights"), histogram
    assert "a text of step 2" in Path(check_steps(seen)["notes", 2]).read_text()


if __name__ == "__main__":
    main()
