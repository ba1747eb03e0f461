"""Fits a line through points by least squares."""

import json
import os
from pathlib import Path

points = json.loads(os.environ["points"])
mean_x = sum(point["x"] for point in points) / len(points)
mean_y = sum(point["y"] for point in points) / len(points)
slope = sum((point["x"] - mean_x) * (point["y"] - mean_y) for point in points) / sum(
    (point["x"] - mean_x) ** 2 for point in points
)
print(f"{len(points)} points, slope {slope:.3f}")
Path(os.environ["CLEARWAY_RESULT"]).write_text(json.dumps({"slope": slope, "intercept": mean_y - slope * mean_x}))
