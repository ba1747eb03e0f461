"""Forty tasks of Prefect one after another, each of which starts a process of 10 ms. Prints how many milliseconds they take."""
import subprocess
import time

from prefect import flow, task


@task
def work(n):
    return subprocess.run(["sleep", "0.01"]).returncode


@flow
def forty():
    start = time.monotonic()
    for n in range(40):
        work(n)
    print("took", (time.monotonic() - start) * 1000, flush=True)


forty()
