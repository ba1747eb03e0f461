from functools import partial

import torch
from clearml import InputModel, Task
from flow import again, begin_task, flow, main
from summaries import STEPS, check_steps, write_step
from torch.utils.tensorboard import SummaryWriter

PROJECT = "flows/PyTorch"
begin = partial(begin_task, PROJECT)


def output_models(task):
    return {model.name: model for model in task.models["output"]}


@flow
def saved_and_loaded():
    """Autologging: what `torch.save` writes is an output model of the task, and what `torch.load` reads an input model"""
    task = begin("saves", output_uri=True)
    network = torch.nn.Linear(2, 1)
    torch.save(network.state_dict(), "weights.pt")
    torch.jit.script(network).save("scripted.pt")
    task.flush(wait_for_uploads=True)
    stored = output_models(again(task))
    assert {name: model.framework for name, model in stored.items()} == {"saves - weights": "PyTorch", "saves - scripted": "PyTorch"}, stored

    weights = stored["saves - weights"]
    task = begin("loads")
    copy = torch.nn.Linear(2, 1)
    copy.load_state_dict(torch.load(InputModel(weights.id).get_local_copy()))
    copy.load_state_dict(torch.load(weights.get_local_copy()))
    assert torch.equal(copy.weight, network.weight)
    loaded = again(task).models["input"]
    assert [(model.id, model.original_task) for model in loaded] == [(weights.id, weights.original_task)], loaded


@flow
def a_checkpoint_of_each_epoch():
    """Autologging: a file that `torch.save` writes again in each epoch stays one model, with the last weights"""
    task = begin("trains", output_uri=True)
    network = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    for epoch in range(3):
        loss = (network(torch.tensor([[1.0]])) - 2).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        torch.save({"epoch": epoch, "model": network.state_dict(), "optimizer": optimizer.state_dict()}, "checkpoint.pt")
        task.flush(wait_for_uploads=True)
    (stored,) = again(task).models["output"]
    state = torch.load(stored.get_local_copy())
    assert state["epoch"] == 2 and torch.equal(state["model"]["weight"], network.weight), state
    assert not Task.get_task(stored.original_task).models["input"]


@flow
def summary_writer():
    """Autologging: scalars, images and texts of `torch.utils.tensorboard`"""
    task = begin("summary writer", output_uri=True)
    with SummaryWriter("runs/first") as writer:
        for step in STEPS:
            write_step(writer, step, torch.tensor(1 - step / 4), torch.full((3, 8, 8), 255, dtype=torch.uint8))
    task.flush(wait_for_uploads=True)
    check_steps(again(task))


if __name__ == "__main__":
    main()
