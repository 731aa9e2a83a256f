#!/usr/bin/env python3
"""Image networks as torch, transformers and Keras export them, imported by the service's own code, against the makers' own arithmetic.

    pip install torch torchvision transformers onnx onnxscript pillow                 (weights are random: nothing is downloaded)
    python3 src/bench/image_exports.py torch FOLDER         a folder for each network and exporter, with what torch makes of pictures
    pip install tensorflow-cpu tf2onnx                      (best in an environment of its own)
    python3 src/bench/image_exports.py keras FOLDER         the same of Keras networks, by tf2onnx
    ./mvnw -q test-compile && java -cp ... dev.regraft.study.ImageExports FOLDER      imports each as file:, writes what it makes of them
    python3 src/bench/image_exports.py compare FOLDER       cosines: the same pixels, and picture files of all sizes
"""
import argparse
import json
import pathlib
import warnings

import numpy as np
from PIL import Image, ImageDraw

warnings.filterwarnings("ignore")
PICTURES = [("a.jpg", 640, 427), ("b.png", 333, 500), ("c.jpg", 97, 113), ("d.png", 1200, 801), ("e.jpg", 301, 299), ("f.png", 231, 1024)]


def picture(width, height, seed):
    """Something with edges, gradients and noise, as photographs have."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    waves = [128 + 90 * np.sin(x * a / width * 9 + y * b / height * 7 + c) for a, b, c in random.random((3, 3)) * 3]
    image = Image.fromarray(np.clip(np.stack(waves, 2) + random.normal(0, 12, (height, width, 3)), 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        a, b = random.integers(0, width, 2), random.integers(0, height, 2)
        draw.ellipse((min(a), min(b), max(a) + 1, max(b) + 1), fill=tuple(random.integers(0, 255, 3).tolist()))
    return image


def pictures(folder, side):
    """Files of all sizes, and some of the network's own, whose pixels nobody changes."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [(name, picture(width, height, seed)) for seed, (name, width, height) in enumerate(PICTURES)]
    exact = [(f"exact-{i}.png", picture(side, side, 20 + i)) for i in range(4)]
    for name, image in files + exact:
        image.save(folder / name, quality=92)
    return [folder / name for name, _ in files], [folder / name for name, _ in exact]


def write(folder, files, exact, features, exact_features, definition):
    """What the study imports, and what it shall be like."""
    np.savez(folder / "expected.npz", features=features, exact=exact_features)
    (folder / "definition.json").write_text(json.dumps(definition))
    (folder / "pictures.txt").write_text("\n".join(str(file) for file in files + exact))
    print(folder.name, features.shape, flush=True)


def torch_networks():
    """name, network, its features, side, Pillow's and torchvision's preprocessing, preprocessor_config.json or None."""
    import torch
    from torchvision import models, transforms as t
    from torchvision.transforms import InterpolationMode as mode
    from transformers import (CLIPVisionConfig, CLIPVisionModelWithProjection, Dinov2Config, Dinov2Model, SwinConfig, SwinModel, ViTConfig,
                              ViTForImageClassification)

    def standard(side, resized, how=mode.BILINEAR, mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)):
        return t.Compose([t.Resize(resized, how), t.CenterCrop(side), t.ToTensor(), t.Normalize(mean, std)])

    def pooled(network):
        return lambda x: torch.flatten(network.avgpool(network.features(x)), 1)

    torch.manual_seed(7)
    vgg, inception, resnet = models.vgg19(), models.inception_v3(init_weights=False), models.resnet50()
    efficient, mobile, vit = models.efficientnet_b0(), models.mobilenet_v3_large(), models.vit_b_16()

    def hidden(x):
        tokens = torch.cat([vit.class_token.expand(x.shape[0], -1, -1), vit._process_input(x)], 1)
        return vit.encoder(tokens)[:, 0]

    def before(network, layer):
        def run(x):
            seen = []
            hook = layer.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
            network(x)
            hook.remove()
            return torch.flatten(seen[0], 1)
        return run

    yield "vgg19", vgg, lambda x: vgg.classifier[:5](pooled(vgg)(x)), 224, standard(224, 256), None
    yield "inception-v3", inception, before(inception, inception.fc), 299, standard(299, 342), None
    yield "resnet50", resnet, before(resnet, resnet.fc), 224, standard(224, 256), None
    yield "efficientnet-b0", efficient, pooled(efficient), 224, standard(224, 256, mode.BICUBIC), None
    yield "mobilenet-v3", mobile, lambda x: mobile.classifier[:2](pooled(mobile)(x)), 224, standard(224, 256), None
    yield "vit-b-16", vit, hidden, 224, standard(224, 256), None
    half = (0.5,) * 3
    small = dict(hidden_size=384, num_hidden_layers=6, num_attention_heads=6, intermediate_size=1536)
    google = ViTForImageClassification(ViTConfig(**small, num_labels=1000))
    yield ("google-vit", google, lambda x: google.vit(pixel_values=x).last_hidden_state[:, 0], 224,
           t.Compose([t.Resize((224, 224)), t.ToTensor(), t.Normalize(half, half)]),
           {"image_processor_type": "ViTImageProcessor", "do_normalize": True, "do_rescale": True, "do_resize": True, "resample": 2,
            "image_mean": half, "image_std": half, "rescale_factor": 1 / 255, "size": {"height": 224, "width": 224}})
    dino = Dinov2Model(Dinov2Config(hidden_size=384, num_hidden_layers=6, num_attention_heads=6, image_size=518, patch_size=14))
    yield ("dinov2", dino, lambda x: dino(pixel_values=x).last_hidden_state[:, 0], 224, standard(224, 256, mode.BICUBIC),
           {"image_processor_type": "BitImageProcessor", "crop_size": {"height": 224, "width": 224}, "do_center_crop": True, "resample": 3,
            "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225], "size": {"shortest_edge": 256}})
    clip = CLIPVisionModelWithProjection(CLIPVisionConfig(**small, patch_size=32, projection_dim=512))
    mean, std = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
    yield ("clip-vision", clip, lambda x: clip(pixel_values=x).image_embeds, 224, standard(224, 224, mode.BICUBIC, mean, std),
           {"feature_extractor_type": "CLIPFeatureExtractor", "crop_size": 224, "do_center_crop": True, "do_normalize": True, "do_resize": True,
            "image_mean": mean, "image_std": std, "resample": 3, "size": 224})
    swin = SwinModel(SwinConfig(embed_dim=48, depths=[2, 2, 2, 2], num_heads=[3, 6, 12, 24]))
    yield ("swin", swin, lambda x: swin(pixel_values=x).pooler_output, 224,
           t.Compose([t.Resize((224, 224), mode.BICUBIC), t.ToTensor(), t.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))]),
           {"feature_extractor_type": "ViTFeatureExtractor", "do_normalize": True, "do_resize": True, "resample": 3, "size": 224,
            "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]})


def export(network, side, file, dynamo, is_hf):
    import torch

    class Plain(torch.nn.Module):
        """The outputs by name, as optimum exports them."""

        def __init__(self):
            super().__init__()
            self.network = network

        def forward(self, pixel_values):
            made = self.network(pixel_values=pixel_values)
            return tuple(made[name] for name in names) if is_hf else made

    x = torch.rand(2, 3, side, side)
    if is_hf:
        with torch.no_grad():
            names = [name for name in network(pixel_values=x).keys() if name in ("logits", "last_hidden_state", "pooler_output", "image_embeds")]
    given = "pixel_values" if is_hf else "input"
    module, outputs = (Plain().eval(), names) if is_hf else (network, ["output"])
    if dynamo:
        batch = torch.export.Dim("batch", max=512)
        torch.onnx.export(module, (x,), file, input_names=[given], output_names=outputs, dynamo=True, verbose=False,
                          dynamic_shapes=({0: batch},), external_data=True)
    else:
        # as optimum has them: every length open
        axes = {0: "batch_size", 1: "num_channels", 2: "height", 3: "width"} if is_hf and "swin" not in str(file) else {0: "batch"}
        torch.onnx.export(module, (x,), file, input_names=[given], output_names=outputs, dynamo=False, opset_version=17,
                          dynamic_axes={given: axes, **{name: {0: "batch"} for name in outputs}})


def settle(network, images):
    """Batch norms of random networks know the statistics of pictures then: else all pictures have the same features."""
    import torch

    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 1.0
    network.train()
    network(images)
    network.eval()


def make_half(folder, network, features, side, files, exact, images, pixels, normalise):
    """The same network with weights and arithmetic of 16 bits, for one image at a time."""
    import copy

    import torch

    folder.mkdir(parents=True, exist_ok=True)
    half = copy.deepcopy(network).half()
    torch.onnx.export(half, (torch.rand(1, 3, side, side).half(),), folder / "model.onnx", input_names=["input"], output_names=["output"],
                      dynamo=False, opset_version=13)
    with torch.no_grad():
        write(folder, files, exact, features(images).numpy(), features(pixels).numpy(),
              {"exact": {"do_resize": False, "crop_size": side, "image_mean": list(normalise.mean), "image_std": list(normalise.std)}})


def make_torch(root, only):
    import torch

    for name, network, features, side, preprocess, config in torch_networks():
        if only and name not in only:
            continue
        files, exact = pictures(root / "pictures" / str(side), side)
        with torch.no_grad():
            images = torch.stack([preprocess(Image.open(file).convert("RGB")) for file in files])
            settle(network, images)
            normalise = preprocess.transforms[-1]
            pixels = torch.stack([normalise(torch.from_numpy(np.asarray(Image.open(file))).permute(2, 0, 1) / 255) for file in exact])
            made, made_exact = features(images).numpy(), features(pixels).numpy()
        if name == "mobilenet-v3":
            make_half(root / f"{name}-half", network, features, side, files, exact, images, pixels, normalise)
        for dynamo in (False, True):
            folder = root / f"{name}-{'dynamo' if dynamo else 'trace'}"
            folder.mkdir(parents=True, exist_ok=True)
            try:
                export(network, side, folder / "model.onnx", dynamo, config is not None)
            except Exception as e:
                print("NOT EXPORTED", folder.name, type(e).__name__, str(e)[:300], flush=True)
                continue
            if config:
                (folder / "preprocessor_config.json").write_text(json.dumps(config))
            write(folder, files, exact, made, made_exact, {"exact": {"do_resize": False, "crop_size": side, "image_mean": list(normalise.mean),
                                                                     "image_std": list(normalise.std)}})


def make_keras(root):
    import os
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    import tensorflow as tf
    import tf2onnx
    from keras import applications as a

    networks = [("keras-resnet50", a.ResNet50(weights=None), 224, a.resnet.preprocess_input,
                 {"do_rescale": False, "image_mean": [123.68, 116.779, 103.939], "image_std": [1, 1, 1], "do_flip_channel_order": True}),
                ("keras-mobilenet-v2", a.MobileNetV2(weights=None), 224, a.mobilenet_v2.preprocess_input,
                 {"rescale_factor": 1 / 127.5, "image_mean": [1, 1, 1], "image_std": [1, 1, 1]}),
                ("keras-inception-v3-no-top", a.InceptionV3(weights=None, include_top=False, input_shape=(299, 299, 3)), 299,
                 a.inception_v3.preprocess_input, {"rescale_factor": 1 / 127.5, "image_mean": [1, 1, 1], "image_std": [1, 1, 1]})]
    for name, network, side, preprocess, numbers in networks:
        folder = root / name
        folder.mkdir(parents=True, exist_ok=True)
        last = network.layers[-1]
        hidden = keras.Model(network.input, last.input if isinstance(last, keras.layers.Dense) else network.output)
        signature = [tf.TensorSpec((None, side, side, 3), tf.float32, name="input_1")]
        tf2onnx.convert.from_function(tf.function(lambda x: network(x, training=False)), signature, opset=17, output_path=str(folder / "model.onnx"))
        files, exact = pictures(root / "pictures" / str(side), side)

        def features(paths):
            made = [np.asarray(Image.open(file).convert("RGB").resize((side, side), Image.BILINEAR), np.float32) for file in paths]
            made = np.asarray(hidden(preprocess(np.stack(made)), training=False))
            return made if made.ndim == 2 else made.mean((1, 2))

        write(folder, files, exact, features(files), features(exact), {"exact": {"do_resize": False, "crop_size": side, **numbers}})


def compare(root):
    def cosine(a, b):
        return (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)

    print(f"{'network':30} {'d':>5} {'same pixels':>12} {'files':>9} {'others':>7}  ms  cut")
    for folder in sorted(file.parent for file in root.glob("*/expected.npz")):
        product = folder / "product.json"
        if not product.exists():
            continue
        made = json.loads(product.read_text())
        if "failed" in made:
            print(f"{folder.name:30} FAILED {made['failed']}")
            continue
        expected = np.load(folder / "expected.npz")
        files, exact = np.array(made["files"]), np.array(made["exact"])
        others = np.mean([cosine(files[:1], files[i:i + 1])[0] for i in range(1, len(files))])
        print(f"{folder.name:30} {files.shape[1]:5} {cosine(exact, expected['exact']).min():12.7f} {cosine(files, expected['features']).min():9.6f} "
              f"{others:7.3f} {made['ms']:5.0f} {made['cut']}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["torch", "keras", "compare"])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--only", nargs="*")
    given = parser.parse_args()
    root = given.folder.absolute()
    if given.what == "torch":
        make_torch(root, given.only)
    elif given.what == "keras":
        make_keras(root)
    else:
        compare(root)


if __name__ == "__main__":
    main()
