"""Fits a line through points by least squares. Gets the points as JSON, and prints the line as JSON."""

import json
import sys

points = json.loads(sys.argv[1])
mean_x = sum(point["x"] for point in points) / len(points)
mean_y = sum(point["y"] for point in points) / len(points)
slope = sum((point["x"] - mean_x) * (point["y"] - mean_y) for point in points) / sum(
    (point["x"] - mean_x) ** 2 for point in points
)
print(json.dumps({"slope": slope, "intercept": mean_y - slope * mean_x}))
