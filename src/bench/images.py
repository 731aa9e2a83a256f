#!/usr/bin/env python3
"""A task of images, learned and asked through the REST API of a running service, beside scikit-learn's LogisticRegression.

scikit-learn gets vectors made of the same files by Pillow and by the service's own network (--onnx: <regraft.directory>/backbones/<digest>.onnx),
and its C is the best of {0.1 .. 1000} ON THE TEST SET: no honest choice does better. Needs numpy, pillow, scikit-learn and onnxruntime.

    python3 src/bench/images.py --fashion /usr/share/datasets/fashion-mnist --onnx FILE [--url http://localhost:8080] [--labels 50]
    python3 src/bench/images.py --folder PICTURES --onnx FILE --labels 20    a folder of pictures for each label
"""
import argparse
import base64
import gzip
import io
import json
import pathlib
import random
import time
import urllib.request

import numpy as np
import onnxruntime
from PIL import Image, ImageOps
from sklearn.linear_model import LogisticRegression

STRENGTHS = (0.1, 1, 10, 100, 1000)
AT_ONCE = 100
LEARN_SECONDS = 60


def call(url, path, body=None, method="POST"):
    request = urllib.request.Request(url + path, None if body is None else json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=600) as answer:
        return json.load(answer)


def fashion(folder, tests):
    """Fashion-MNIST as PNG files: those to learn from, those to be asked."""
    def read(name, header):
        with gzip.open(next(pathlib.Path(folder).rglob(name))) as file:
            return np.frombuffer(file.read(), np.uint8)[header:]

    def pictures(part, most):
        labels = read(f"{part}-labels-idx1-ubyte.gz", 8)[:most]
        return [(png(pixels), str(label)) for pixels, label in zip(read(f"{part}-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28), labels)]

    return pictures("train", 10_000), pictures("t10k", tests)


def png(pixels):
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "png")
    return out.getvalue()


def folder(path):
    return [(file.read_bytes(), kind.name) for kind in pathlib.Path(path).iterdir() if kind.is_dir() for file in sorted(kind.iterdir())]


def split(pictures, each, seed):
    """So many of each label, and the rest."""
    pictures = random.Random(seed).sample(pictures, len(pictures))
    taken, some, rest = {}, [], []
    for picture in pictures:
        taken[picture[1]] = taken.get(picture[1], 0) + 1
        (some if taken[picture[1]] <= each else rest).append(picture)
    return some, rest


def encoded(file):
    return base64.b64encode(file).decode()


def service_accuracy(url, learned, asked):
    task = f"images-{time.time_ns()}"
    call(url, f"/tasks/{task}", {"backbone": "efficientnet-lite0"}, "PUT")
    began = time.time()
    for at in range(0, len(learned), AT_ONCE):
        call(url, f"/tasks/{task}/examples", [{"image": encoded(file), "label": label} for file, label in learned[at:at + AT_ONCE]])
    while call(url, f"/tasks/{task}", method="GET")["examples"] < len(learned):
        time.sleep(0.1)
    print(f"{len(learned)} examples learned in {time.time() - began:.1f} s, {len(learned) / (time.time() - began):.0f}/s")
    time.sleep(LEARN_SECONDS)
    live = call(url, f"/tasks/{task}", method="GET")["live"]
    right, began = 0, time.time()
    for at in range(0, len(asked), AT_ONCE):
        some = asked[at:at + AT_ONCE]
        answer = call(url, f"/tasks/{task}/predict", {"inputs": [{"image": encoded(file)} for file, _ in some], "topK": 1})
        right += sum(prediction["label"] == label for prediction, (_, label) in zip(answer["predictions"], some))
    print(f"{len(asked)} asked in {time.time() - began:.1f} s, {len(asked) / (time.time() - began):.0f}/s")
    print(f"service {100 * right / len(asked):.2f} % ({live['algorithm']}, version {live['version']})")


def square(file):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(file))).convert("RGB")
    shorter = min(image.size)
    image = image.resize((256 * image.width // shorter, 256 * image.height // shorter), Image.BICUBIC)
    left, top = round((image.width - 224) / 2), round((image.height - 224) / 2)
    return np.asarray(image.crop((left, top, left + 224, top + 224)))


def vectors(session, pictures):
    return np.concatenate([session.run(None, {"pixels": square(file)[None]})[0] for file, _ in pictures])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fashion")
    parser.add_argument("--folder")
    parser.add_argument("--onnx", required=True)
    parser.add_argument("--url", default="http://localhost:8080")
    parser.add_argument("--labels", type=int, default=50)
    parser.add_argument("--tests", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    if given.fashion:
        pool, asked = fashion(given.fashion, given.tests)
        learned, _ = split(pool, given.labels, given.seed)
    else:
        learned, asked = split(folder(given.folder), given.labels, given.seed)
    service_accuracy(given.url, learned, asked)
    session = onnxruntime.InferenceSession(given.onnx)
    known, unknown = vectors(session, learned), vectors(session, asked)
    for strength in STRENGTHS:
        model = LogisticRegression(C=strength, max_iter=2_000).fit(known, [label for _, label in learned])
        print(f"scikit-learn, C = {strength}: {100 * model.score(unknown, [label for _, label in asked]):.2f} %")


if __name__ == "__main__":
    main()
