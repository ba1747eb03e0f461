"""What the writers of summaries of tensorboardX and of PyTorch report alike, and how it is read back."""

from clearml import StorageManager
from clearml.backend_api.session.client import APIClient
from PIL import Image

STEPS = range(3)


def write_step(writer, step, loss, pixels):
    """Reports a step; `loss` is 1, 0.75 and 0.5, and `pixels` an image of 8 by 8."""
    writer.add_scalar("train/loss", loss, step)
    writer.add_scalars("rates", {"low": step, "high": 10 * step}, step)
    writer.add_image("noise", pixels, step)
    writer.add_text("notes", f"a text of step {step}", step)


def check_steps(task):
    """Checks what is stored of the steps. Answers the files of images and texts, by metric and step."""
    curves = task.get_reported_scalars()
    assert (curves["train"]["loss"]["x"], curves["train"]["loss"]["y"]) == ([0, 1, 2], [1, 0.75, 0.5]), curves
    assert sorted(curve["y"] for curve in curves["rates"].values()) == [[0, 1, 2], [0, 10, 20]], curves
    kept = {}
    for iteration in APIClient().events.debug_images(metrics=[{"task": task.id}], iters=5).metrics[0].iterations:
        for event in iteration["events"]:
            kept[event["metric"], event["iter"]] = StorageManager.get_local_copy(event["url"])
    assert set(kept) == {(metric, step) for metric in ("Images", "notes") for step in STEPS}, kept
    assert Image.open(kept["Images", 2]).size == (8, 8)
    return kept
