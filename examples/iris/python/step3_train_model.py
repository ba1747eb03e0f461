"""Step 3: learns to tell the species apart, and says how well it does on flowers that it has not seen."""

import joblib
from clearml import Task
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def main():
    task = Task.init(
        project_name="examples/iris",
        task_name="iris step 3: train",
        task_type=Task.TaskTypes.training,
        output_uri=True,
    )
    options = {"dataset_task_id": "", "strength": 1.0}
    task.connect(options)
    # Run by hand, this ends here and leaves a draft, which the pipeline clones.
    task.execute_remotely()

    parts = Task.get_task(task_id=options["dataset_task_id"]).artifacts
    x_train, x_test, y_train, y_test = (parts[name].get() for name in ("x_train", "x_test", "y_train", "y_test"))
    names = parts["species"].get()

    model = make_pipeline(StandardScaler(), LogisticRegression(C=float(options["strength"]), max_iter=1000))
    model.fit(x_train, y_train)
    # clearml notices the file and registers it as this task's model.
    joblib.dump(model, "model.pkl", compress=True)

    report(task.get_logger(), model, names, x_test, y_test)


def report(logger, model, names, x_test, y_test):
    predicted = model.predict(x_test)
    accuracy = model.score(x_test, y_test)
    logger.report_single_value("accuracy", accuracy)
    logger.report_scalar("accuracy", "test", value=accuracy, iteration=0)
    logger.report_confusion_matrix(
        "species", "test", matrix=confusion_matrix(y_test, predicted), iteration=0, xlabels=names, ylabels=names
    )
    for number, name in enumerate(names):
        logger.report_scatter2d(
            "petals",
            name,
            scatter=x_test[predicted == number][:, 2:4],
            iteration=0,
            xaxis="length (cm)",
            yaxis="width (cm)",
            mode="markers",
        )
    print(f"accuracy {accuracy:.3f} on {len(y_test)} flowers")


if __name__ == "__main__":
    main()
