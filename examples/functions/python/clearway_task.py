"""A step's inputs and result, by the standard library alone. With the package `clearml` this is `Task.init()`, `get_parameters()` and `upload_artifact()`."""

import base64
import hashlib
import json
import os
import time
import urllib.request
import uuid

task_id = os.environ["CLEARML_TASK_ID"]
key = f"{os.environ['CLEARML_API_ACCESS_KEY']}:{os.environ['CLEARML_API_SECRET_KEY']}"
authorization = "Basic " + base64.b64encode(key.encode()).decode()


def inputs():
    """The inputs as texts. The result of another step is the address of its artifact: `read` it."""
    section = call("tasks.get_by_id", {"task": task_id})["task"]["hyperparams"]["Args"]
    return {name: parameter["value"] for name, parameter in section.items()}


def read(address):
    """The bytes at an address of the server's files."""
    return send(address)


def store_result(value):
    """Stores a JSON value as the artifact `result`, which is the step's result."""
    content = json.dumps(value).encode()
    path = f"/examples/{task_id}/artifacts/result/result.json"
    artifact = {
        "key": "result",
        "type": "JSON",
        "mode": "output",
        "uri": upload(path, content),
        "content_size": len(content),
        "hash": hashlib.sha256(content).hexdigest(),
        "timestamp": int(time.time()),
        "type_data": {"content_type": "application/json"},
    }
    call("tasks.add_or_update_artifacts", {"task": task_id, "artifacts": [artifact]})


def upload(path, content):
    host = os.environ["CLEARML_FILES_HOST"]
    boundary = uuid.uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{path}"; filename="{path}"\r\nContent-Type: application/json\r\n\r\n'
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    send(host + "/", body, f"multipart/form-data; boundary={boundary}")
    return host + path


def call(action, request):
    answer = send(f"{os.environ['CLEARML_API_HOST']}/{action}", json.dumps(request).encode(), "application/json")
    return json.loads(answer)["data"]


def send(url, body=None, content_type=None):
    headers = {"Authorization": authorization, **({"Content-Type": content_type} if content_type else {})}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60) as answer:
        return answer.read()
