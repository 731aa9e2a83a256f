#!/usr/bin/env python3
"""CLINC150 with few labels a class, through the REST API of a running service, against the same formula in numpy.

Needs numpy, onnxruntime and tokenizers. The numpy side computes its vectors with the network and tokenizer that the service prepared
(--onnx: <regraft.directory>/backbones/<digest>.onnx, --tokenizer: the tokenizer.json of the backbone's artifact), rounds them as
the service does, and picks its shrinkage by the leave-one-out log loss of brute-force refits.

    python3 src/bench/clinc_few_shot.py --data CLINC150 --onnx FILE --tokenizer FILE [--url http://localhost:8080] [--labels 10] [--seed 0]
"""
import argparse
import json
import random
import time
import urllib.request
from collections import defaultdict

import numpy as np
import onnxruntime
import tokenizers

GRID = [0.001, 0.01, 0.05, 0.2, 0.4, 0.7, 1.0]
SAMPLE = 256


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines]


def few(rows, count, seed):
    by_label = defaultdict(list)
    for label, text in rows:
        by_label[label].append(text)
    rng = random.Random(seed)
    return [(label, text) for label in sorted(by_label) for text in rng.sample(by_label[label], count)]


def call(url, method, body, content_type="application/json"):
    request = urllib.request.Request(url, data=body, method=method, headers={"Content-Type": content_type})
    with urllib.request.urlopen(request) as response:
        return json.loads(response.read() or b"null")


def served(url, train, test):
    task = f"clinc-{int(time.time())}"
    call(f"{url}/tasks/{task}", "PUT", b'{"gate":{"mode":"immediate"},"head":{"algorithm":"lda"}}')
    lines = "\n".join(json.dumps({"id": f"e{i}", "text": text, "label": label}) for i, (label, text) in enumerate(train))
    start = time.time()
    accepted = call(f"{url}/tasks/{task}/examples?wait=300s", "POST", lines.encode(), "application/x-ndjson")
    assert accepted["accepted"] == len(train) and accepted["live"]["examples"] == len(train), accepted
    print(f"learned {len(train)} examples in {time.time() - start:.1f} s; its own estimates: {accepted['live']['metrics']}")
    right = 0
    for i in range(0, len(test), 500):
        batch = test[i:i + 500]
        body = json.dumps({"inputs": [{"text": text} for _, text in batch], "topK": 1}).encode()
        answer = call(f"{url}/tasks/{task}/predict", "POST", body)
        right += sum(p["label"] == label for p, (label, _) in zip(answer["predictions"], batch))
    return right / len(test)


def features(onnx, tokenizer, texts):
    session = onnxruntime.InferenceSession(onnx)
    names = [i.name for i in session.get_inputs()]
    encoder = tokenizers.Tokenizer.from_file(tokenizer)
    encoder.no_padding()
    encoder.enable_truncation(256)
    rows = []
    for text in texts:
        ids = np.array([encoder.encode(text).ids], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        rows.append(session.run(None, {name: given[name] for name in names})[0][0])
    return np.rint(np.array(rows, dtype=np.float64) * 2 ** 14) / 2 ** 14


def lda(x, y, classes, epsilon):
    counts = np.bincount(y, minlength=classes)
    means = np.array([x[y == k].sum(0) for k in range(classes)]) / np.maximum(counts, 1)[:, None]
    within = x.T @ x - (means.T * counts) @ means
    n, d = x.shape
    centred = x - x.mean(0)
    total = (centred ** 2).sum() / n
    scale = n - classes + 1
    covariance = ((1 - epsilon) * within + (epsilon * np.trace(within) + total) / d * np.eye(d)) / scale
    weights = np.linalg.solve(covariance, means.T)
    return weights, -0.5 * (means.T * weights).sum(0) + np.log(np.maximum(counts, 1e-9) / n)


def log_loss(scores, labels):
    def at(temperature):
        z = scores / temperature
        z = z - z.max(1, keepdims=True)
        return np.mean(np.log(np.exp(z).sum(1)) - z[np.arange(len(labels)), labels])
    return min(at(t) for t in np.geomspace(0.5, 100, 60))


def by_numpy(x, y, test_x, test_y, classes, seed):
    asked = np.random.default_rng(seed).permutation(len(y))[:SAMPLE]
    losses = {}
    for epsilon in GRID:
        scores = []
        for i in asked:
            keep = np.arange(len(y)) != i
            weights, biases = lda(x[keep], y[keep], classes, epsilon)
            scores.append(x[i] @ weights + biases)
        losses[epsilon] = log_loss(np.array(scores), y[asked])
    best = min(losses, key=losses.get)
    accuracies = {}
    for epsilon in GRID:
        weights, biases = lda(x, y, classes, epsilon)
        accuracies[epsilon] = float(np.mean((test_x @ weights + biases).argmax(1) == test_y))
    return best, accuracies


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--onnx", required=True)
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--url", default="http://localhost:8080")
    parser.add_argument("--labels", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    train = few(read(f"{options.data}/train.tsv"), options.labels, options.seed)
    test = read(f"{options.data}/test.tsv")
    accuracy = served(options.url, train, test)
    names = sorted({label for label, _ in train})
    x = features(options.onnx, options.tokenizer, [text for _, text in train])
    test_x = features(options.onnx, options.tokenizer, [text for _, text in test])
    y = np.array([names.index(label) for label, _ in train])
    test_y = np.array([names.index(label) for label, _ in test])
    best, accuracies = by_numpy(x, y, test_x, test_y, len(names), options.seed)
    print(f"{options.labels} labels a class, seed {options.seed}: service {100 * accuracy:.2f} %, "
          f"numpy {100 * accuracies[best]:.2f} % at its own shrinkage {best}")
    print("numpy at every shrinkage: " + ", ".join(f"{e}: {100 * a:.2f}" for e, a in accuracies.items()))


if __name__ == "__main__":
    main()
