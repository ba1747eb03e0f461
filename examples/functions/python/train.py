"""Fits a line through points by gradient descent. Its inputs are those of the call in ../train-in-python.ts."""

import json

# It lies in the folder `python` of the step's working folder too, which is on Python's path.
from python.clearway_task import inputs, read, store_result


def main():
    given = inputs()
    points = json.loads(read(given["points"]))
    rate, epochs = float(given["rate"]), int(given["epochs"])
    slope = intercept = 0.0
    for epoch in range(1, epochs + 1):
        errors = [(point["x"], slope * point["x"] + intercept - point["y"]) for point in points]
        slope -= rate * 2 * sum(error * x for x, error in errors) / len(errors)
        intercept -= rate * 2 * sum(error for _, error in errors) / len(errors)
        if epoch % 100 == 0:
            print(f"epoch {epoch}: loss {loss(points, slope, intercept):.6f}")
    store_result({"slope": slope, "intercept": intercept, "loss": loss(points, slope, intercept)})


def loss(points, slope, intercept):
    return sum((slope * point["x"] + intercept - point["y"]) ** 2 for point in points) / len(points)


main()
