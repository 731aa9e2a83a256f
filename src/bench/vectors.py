#!/usr/bin/env python3
"""Heads of a running service on vectors made elsewhere, beside scikit-learn's LogisticRegression on the same vectors.

The vectors are the 64 pixels, 0 to 16, of scikit-learn's handwritten digits (1,797 of them), as they are. LogisticRegression has its default C, and
the best of {0.001 .. 10} ON THE TEST SET: no honest choice does better. Needs numpy and scikit-learn.

    python3 src/bench/vectors.py [--url http://localhost:8080] [--each 10,50] [--draws 5]
"""
import argparse
import json
import time
import urllib.request

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

STRENGTHS = (0.001, 0.01, 0.1, 1, 10)


def call(url, method, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def service(url, train, labels, test):
    """Accuracy is of whatever is live once it has been waited for, the refined head included."""
    task = f"{url}/tasks/digits-{time.time_ns()}"
    call(task, "PUT", {"backbone": "none", "gate": {"mode": "immediate"}})
    examples = [{"features": x.tolist(), "label": str(y)} for x, y in zip(train, labels)]
    learned = call(f"{task}/examples?wait=60s", "POST", examples)
    inputs = [{"features": x.tolist()} for x in test]
    said = [p["label"] for at in range(0, len(inputs), 1000)
            for p in call(f"{task}/predict", "POST", {"inputs": inputs[at:at + 1000]})["predictions"]]
    return said, learned["live"]["algorithm"]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--url", default="http://localhost:8080")
    options.add_argument("--each", default="10,50")
    options.add_argument("--draws", type=int, default=5)
    options = options.parse_args()
    vectors, digits = load_digits(return_X_y=True)
    for each in map(int, options.each.split(",")):
        rows = []
        for draw in range(options.draws):
            order = np.random.default_rng(draw).permutation(len(digits))
            train = np.concatenate([order[digits[order] == digit][:each] for digit in range(10)])
            test = np.setdiff1d(order, train)
            said, algorithm = service(options.url, vectors[train], digits[train], vectors[test])
            fits = [LogisticRegression(C=c, max_iter=2000).fit(vectors[train], digits[train]) for c in STRENGTHS]
            scores = [fit.score(vectors[test], digits[test]) for fit in fits]
            rows.append([np.mean(np.array(said) == digits[test].astype(str)), scores[STRENGTHS.index(1)], max(scores)])
            print(f"{each} a class, draw {draw}: {algorithm} " + " ".join(f"{100 * share:.1f}" for share in rows[-1]), flush=True)
        print(f"{each} a class: service, LogisticRegression with C = 1, with the best C: "
              + ", ".join(f"{100 * share:.1f}" for share in np.mean(rows, axis=0)) + " %")


if __name__ == "__main__":
    main()
