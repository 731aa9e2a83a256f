#!/usr/bin/env python3
"""Writes GPT-2 and VGG19 as ONNX files, of their real sizes, with random weights: speed does not depend on what the weights are.

    pip install torch torchvision transformers onnx
    python3 src/bench/exports.py FOLDER    makes gpt2.onnx (500 MB) and vgg19.onnx (575 MB)

`CutBenchmark` compares them with what is left of them when they are cut.
"""
import argparse
import pathlib

import torch
import torchvision
import transformers


class LanguageModel(torch.nn.Module):
    """GPT-2 as it is published: hidden states, and from them the scores of every word for every place."""

    def __init__(self):
        super().__init__()
        self.model = transformers.GPT2LMHeadModel(transformers.GPT2Config(use_cache=False))

    def forward(self, input_ids, attention_mask):
        return self.model(input_ids=input_ids, attention_mask=attention_mask).logits


def export(network, example, inputs, axes, file):
    torch.onnx.export(network.eval(), example, str(file), input_names=inputs, output_names=["logits"], dynamic_axes=axes, dynamo=False,
                      opset_version=17)
    print(f"{file}: {file.stat().st_size / 1e6:.0f} MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    tokens = torch.ones(2, 7, dtype=torch.int64)
    open_axes = {name: {0: "batch", 1: "sequence"} for name in ("input_ids", "attention_mask", "logits")}
    with torch.no_grad():
        export(LanguageModel(), (tokens, tokens), ["input_ids", "attention_mask"], open_axes, folder / "gpt2.onnx")
        export(torchvision.models.vgg19(), (torch.rand(1, 3, 224, 224),), ["image"], {"image": {0: "batch"}, "logits": {0: "batch"}},
               folder / "vgg19.onnx")


if __name__ == "__main__":
    main()
