"""Calls actions by the published client, and checks their answers against the schemas that it brings along."""

import importlib
import inspect
import json
import os
import re
import time
import uuid
import warnings
from pathlib import Path

import jsonschema
from clearml.backend_api import services
from clearml.backend_api.session.client import APIClient
from jsonschema.exceptions import best_match

VERSIONS = ("v2_9", "v2_13", "v2_20", "v2_23")  # the newest last


# What the schemas of the client say otherwise than ClearML's server answers.
WRONG = {"tasks.update_batch": "updated"}  # how many tasks changed; by the schema 0 or 1
# Whose answers the client cannot read from ClearML's server either: it asks for a map where a list comes, for a list where a map comes, for a truth
# where a number comes.
UNREAD = {"tasks.get_configuration_names", "events.get_vector_metrics_and_variants", "events.delete_for_task", "events.delete_for_model"}


def response_schemas(newest):
    """The newest schema of each action's answer that the client has for an API version, by the action's name."""
    found = {}
    for version in VERSIONS[: VERSIONS.index(newest) + 1]:
        for file in sorted((Path(services.__file__).parent / version).glob("*.py")):
            module = importlib.import_module(f"{services.__name__}.{version}.{file.stem}")
            for name, kind in vars(module).items():
                if inspect.isclass(kind) and name.endswith("Response") and getattr(kind, "_action", None):
                    found[f"{kind._service}.{kind._action}"] = complete(kind._schema)
    return found


def complete(schema):
    """A schema with the definitions that it refers to and the client has left out: they take everything."""
    missing = {name: {} for name in re.findall(r"#/definitions/(\w+)", json.dumps(schema))}
    return {**schema, "definitions": {**missing, **schema.get("definitions", {})}}


class Actions:
    """Calls actions, by the client's own method where it has one, and records which of these services answered well."""

    def __init__(self, *names):
        warnings.simplefilter("ignore")
        self.services = names
        self.client = APIClient()
        self.called = set()
        self.schemas = {None: response_schemas("v2_23"), "2.13": response_schemas("v2_13")}
        self.last = None
        send = self.client.session.send_request

        def recorded(*args, **kwargs):
            self.last = send(*args, **kwargs)
            return self.last

        self.client.session.send_request = recorded

    def __call__(self, action, version=None, **arguments):
        """The data of an answer, which must be good and as the client's schema says."""
        service, name = action.split(".")
        method = getattr(getattr(self.client, service, None), name, None)
        if version is not None or action in UNREAD or method is None or not self._called_by(method, arguments):
            self.client.session.send_request(service, name, version=version, json=arguments)
        return self._checked(action, version)

    def _called_by(self, method, arguments):
        """Whether the client's own method made the call: some lack arguments that the server takes."""
        self.last = None
        try:
            method(**arguments)
        except (TypeError, ValueError, jsonschema.ValidationError):
            if self.last is not None:
                raise
            return False
        return True

    def batch(self, action, items):
        service, name = action.split(".")
        lines = "\n".join(json.dumps(item) for item in items)
        self.client.session.send_request(service, name, data=lines, headers={"Content-Type": "application/json-lines"}, method="post")
        return self._checked(action)

    def text(self, action, **arguments):
        """The body of an answer that is no JSON."""
        service, name = action.split(".")
        answer = self.client.session.send_request(service, name, json=arguments)
        assert answer.status_code == 200, (action, answer.text)
        self.called.add(action)
        return answer.text

    def refused(self, action, code, version=None, **arguments):
        """Asks that the server refuses the call with this status."""
        service, name = action.split(".")
        answer = self.client.session.send_request(service, name, version=version, json=arguments)
        assert answer.status_code == code and answer.json()["meta"]["result_subcode"] is not None, (action, answer.status_code, answer.text)
        self.called.add(action)

    def _checked(self, action, version=None):
        answer = self.last.json()
        assert self.last.status_code == 200, (action, answer)
        meta, data = answer["meta"], answer["data"]
        assert (meta["result_code"], meta["endpoint"]["name"]) == (200, action), meta
        schema = self.schemas[version].get(action)
        if schema is not None and action not in UNREAD:
            errors = [error for error in jsonschema.Draft7Validator(schema).iter_errors(data) if list(error.path) != [WRONG.get(action)]]
            found = [best_match([error]) for error in errors]
            assert not found, (action, [(list(error.absolute_path), error.message[:300]) for error in found])
        self.called.add(action)
        return data

    def new_project(self, *path):
        return self("projects.create", name="/".join(path), description="d")["id"]

    def id(self, name):
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{name} {os.getpid()}").hex

    def until(self, check, what, seconds=60):
        end = time.time() + seconds
        while not check():
            assert time.time() < end, what
            time.sleep(0.05)

    def done(self):
        """Asks that each action of the services was called."""
        text = (Path(__file__).parents[3] / "scripts/compatibility/clearml-actions.ts").read_text()
        for service in self.services:
            listed = re.search(rf"^  {service}: \[(.*?)\]", text, re.M | re.S)[1]
            missing = [name for name in re.findall(r"'(\w+)'", listed) if f"{service}.{name}" not in self.called]
            assert not missing, (service, missing)
