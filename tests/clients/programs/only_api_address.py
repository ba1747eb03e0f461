"""Stores an artifact, reads it back, and deletes the task with its file. Knows the address of the API only."""
from clearml import Task

task = Task.init('clients/addresses', 'only the address of the API', auto_connect_frameworks=False, auto_resource_monitoring=False)
task.upload_artifact('numbers', {'a': 1}, wait_on_upload=True)
task.close()

found = Task.get_task(task.id)
print('URL', found.artifacts['numbers'].url)
print('VALUE', found.artifacts['numbers'].get())
