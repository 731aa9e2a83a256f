#!/usr/bin/env python3
"""Text networks of every family with random weights, as people export them, each in a folder with its tokenizer and with what PyTorch makes of texts.

A folder holds model.onnx, the files that the Hugging Face Hub has beside it, and expected.json: texts, and the pooled hidden states of the PyTorch
model itself. dev.regraft.study.TextExportsStudy imports each folder and compares. Needs torch, transformers, tokenizers, onnx, onnxscript and
onnxruntime, in a virtual environment outside of the repository.

    python3 src/bench/text_exports.py FOLDER [--full] [--only bert]    --full: BERT base, DistilBERT and GPT-2 in their real size, too
    python3 src/bench/text_exports.py --tokenizers src/test/resources/dev/regraft/backbone/tokenizers.json    tokenizers of the tests
"""
import argparse
import json
import pathlib
import random
import warnings

import numpy as np
import torch
import transformers as tf
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

warnings.filterwarnings("ignore")
WORDS = ("my card was lost and i want the money back please cancel this order now because delivery took unbelievably long yesterday where is "
         "parcel refund to account number 12 345 can't don't it's 漢字 かな crème brûlée Straße Ελλάδα Привет мир 😀 hello, world! (really?) a/b x=y").split(" ")
TEXTS = ["my card was lost", "Where is my parcel?!", "", "  two  spaces\tand a tab\n\nnew lines ", "crème brûlée 漢字かな 😀 Привет", "a", "I can't, don't; it's 12,345.67",
         " ".join(WORDS), " ".join(WORDS * 4), "unbelievably" * 9]
MASKED = ["input_ids", "attention_mask"]
SMALL = dict(hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=128)


def corpus():
    chance = random.Random(7)
    return [" ".join(chance.choices(WORDS, k=12)) for _ in range(3000)] + TEXTS


def wordpiece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(corpus(), trainers.WordPieceTrainer(vocab_size=400, special_tokens=special))
    tokenizer.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", [("[CLS]", 2), ("[SEP]", 3)])
    return tokenizer


def bytelevel(special, process=None):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.post_processor = process or processors.ByteLevel(trim_offsets=False)
    return tokenizer


def unigram(special, template, split):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(__import__("tokenizers").Regex(" {2,}"), " ")])
    metaspace = pre_tokenizers.Metaspace()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), metaspace]) if split else metaspace
    tokenizer.train_from_iterator(corpus(), trainers.UnigramTrainer(vocab_size=300, special_tokens=special, unk_token="<unk>"))
    ids = [(token, tokenizer.token_to_id(token)) for token in special]
    tokenizer.post_processor = processors.TemplateProcessing(template, None, [pair for pair in ids if pair[0] in template])
    return tokenizer


def llama_bpe():
    """SentencePiece's BPE: the whole text is one word, with bytes to fall back to."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    special = ["<unk>", "<s>", "</s>"] + [f"<0x{i:02X}>" for i in range(256)]
    tokenizer.train_from_iterator((word for line in corpus() for word in line.split(" ")), trainers.BpeTrainer(vocab_size=600, special_tokens=special))
    tokenizer.post_processor = processors.TemplateProcessing("<s> $A", None, [("<s>", 1)])
    return tokenizer


ROBERTA = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def roberta_bpe():
    return bytelevel(ROBERTA, processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False))


class States(torch.nn.Module):
    """The hidden states of a model, or its logits, by the inputs that it is exported with."""

    def __init__(self, model, names, output):
        super().__init__()
        self.model, self.names, self.output = model, names, output

    def forward(self, *values):
        return getattr(self.model(**dict(zip(self.names, values))), self.output)


class WithPast(torch.nn.Module):
    """A decoder that takes what it has made of earlier tokens, and gives it with that of these, as Optimum exports them."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, position_ids, *past):
        cache = tf.DynamicCache(tuple(zip(past[::2], past[1::2])))
        out = self.model(input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids, past_key_values=cache, use_cache=True)
        return (out.logits, *[state for layer in out.past_key_values.layers for state in (layer.keys, layer.values)])


def pooled(states, mode):
    """states: length × d of one text's tokens."""
    weights = np.arange(1, len(states) + 1, dtype=np.float64)[:, None]
    vector = {"mean": lambda: states.mean(0), "cls": lambda: states[0], "last": lambda: states[-1], "max": lambda: states.max(0),
              "weighted-mean": lambda: (states * weights).sum(0) / weights.sum()}[mode]()
    return vector / np.linalg.norm(vector)


def tokens(tokenizer, text, length, empty):
    tokenizer.no_padding()
    tokenizer.enable_truncation(length)
    return tokenizer.encode(text).ids or [empty]


def write(folder, tokenizer, config, truth, length, pooling, empty=0, beside=None, definition=None):
    """Everything of a folder but the network. truth(ids): hidden states of one text."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "config.json").write_text(json.dumps(config.to_dict() | {"architectures": []}, default=str) if config else "{}")
    for name, content in (beside or {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content))
    rows = []
    for text in TEXTS:
        with torch.no_grad():
            states = truth(tokens(tokenizer, text, length, empty))
        rows.append({"text": text, "features": pooled(np.asarray(states, dtype=np.float64), pooling).tolist()})
    (folder / "expected.json").write_text(json.dumps({"definition": definition or {}, "pooling": pooling, "rows": rows}, ensure_ascii=False))
    print(f"{folder.name}: {sum(f.stat().st_size for f in folder.glob('model.onnx*')) / 1e6:.1f} MB", flush=True)


def truth_of(base):
    return lambda ids: base(input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long)).last_hidden_state[0]


def export(folder, model, names, output="last_hidden_state", new=False, fixed=None, dtype=torch.long, opset=17):
    folder.mkdir(parents=True, exist_ok=True)
    shape = fixed or (2, 7)
    values = tuple(torch.ones(*shape, dtype=dtype) if name == "attention_mask" else torch.zeros(*shape, dtype=dtype) if name == "token_type_ids"
                   else torch.arange(shape[1], dtype=dtype).repeat(shape[0], 1) + (0 if name == "position_ids" else 5) for name in names)
    axes = {} if fixed else {name: {0: "batch", 1: "sequence"} for name in names + [output]}
    module = States(model, names, output).eval()
    if new:
        dim = torch.export.Dim
        shapes = None if fixed else (tuple({0: dim("batch", min=1, max=512), 1: dim("sequence", min=2, max=500)} for _ in names),)
        torch.onnx.export(module, values, str(folder / "model.onnx"), input_names=names, output_names=[output], dynamo=True, dynamic_shapes=shapes,
                          external_data=True, verbose=False)
    else:
        torch.onnx.export(module, values, str(folder / "model.onnx"), input_names=names, output_names=[output], dynamic_axes=axes, dynamo=False,
                          opset_version=opset, do_constant_folding=True)


def export_with_past(folder, model, config, layers, heads, width):
    folder.mkdir(parents=True, exist_ok=True)
    past = [torch.zeros(2, heads, 3, width) for _ in range(2 * layers)]
    names = [f"past_key_values.{i}.{kind}" for i in range(layers) for kind in ("key", "value")]
    presents = [name.replace("past_key_values", "present") for name in names]
    values = (torch.ones(2, 4, dtype=torch.long) * 9, torch.ones(2, 7, dtype=torch.long), torch.arange(3, 7).repeat(2, 1), *past)
    axes = {"input_ids": {0: "batch_size", 1: "sequence_length"}, "attention_mask": {0: "batch_size", 1: "total_sequence_length"},
            "position_ids": {0: "batch_size", 1: "sequence_length"}, "logits": {0: "batch_size", 1: "sequence_length"}}
    axes |= {name: {0: "batch_size", 2: "past_sequence_length"} for name in names} | {name: {0: "batch_size", 2: "total_sequence_length"} for name in presents}
    torch.onnx.export(WithPast(model).eval(), values, str(folder / "model.onnx"), input_names=MASKED + ["position_ids"] + names,
                      output_names=["logits"] + presents, dynamic_axes=axes, dynamo=False, opset_version=17)


def made(kind, config):
    """A model with random weights, large enough that hidden states of different tokens differ."""
    torch.manual_seed(1)
    config._attn_implementation = "eager"
    model = kind(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(3)
    return model


def st(mode):
    """Files of Sentence Transformers."""
    flags = {f"pooling_mode_{name}": name == mode for name in ("cls_token", "mean_tokens", "max_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken")}
    return {"modules.json": [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                             {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
                             {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}],
            "1_Pooling/config.json": {"word_embedding_dimension": 64, **flags}, "sentence_bert_config.json": {"max_seq_length": 24, "do_lower_case": False}}


def fixture(path):
    """Small tokenizers of each kind, and what the tokenizers library makes of texts."""
    kinds = {"byte-level": roberta_bpe(), "gpt2": bytelevel(["<|endoftext|>"]), "unigram": unigram(ROBERTA, "<s> $A </s>", True),
             "unigram-metaspace": unigram(["<pad>", "</s>", "<unk>"], "$A </s>", False), "sentencepiece-bpe": llama_bpe()}
    content = {name: {"tokenizer": json.loads(tokenizer.to_str()), "golden": [{"text": text, "ids": tokenizer.encode(text).ids} for text in TEXTS]}
               for name, tokenizer in kinds.items()}
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def encoders(root, only):
    types = MASKED + ["token_type_ids"]
    word, roberta = wordpiece(), roberta_bpe()
    sp = unigram(ROBERTA, "<s> $A </s>", True)
    albert = unigram(["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"], "[CLS] $A [SEP]", False)
    t5 = unigram(["<pad>", "</s>", "<unk>"], "$A </s>", False)
    modern = bytelevel(["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"], processors.TemplateProcessing("[CLS] $A [SEP]", None, [("[CLS]", 1), ("[SEP]", 2)]))
    families = {
        "bert": (tf.BertModel, tf.BertConfig(vocab_size=400, max_position_embeddings=64, **SMALL), word, types, 64),
        "distilbert": (tf.DistilBertModel, tf.DistilBertConfig(vocab_size=400, dim=64, n_layers=2, n_heads=4, hidden_dim=128, max_position_embeddings=64), word, MASKED, 64),
        "roberta": (tf.RobertaModel, tf.RobertaConfig(vocab_size=500, max_position_embeddings=66, **SMALL), roberta, MASKED, 64),
        "xlm-r": (tf.XLMRobertaModel, tf.XLMRobertaConfig(vocab_size=500, max_position_embeddings=66, **SMALL), sp, MASKED, 64),
        "albert": (tf.AlbertModel, tf.AlbertConfig(vocab_size=500, embedding_size=32, max_position_embeddings=64, **SMALL), albert, types, 64),
        "mpnet": (tf.MPNetModel, tf.MPNetConfig(vocab_size=500, max_position_embeddings=66, **SMALL), roberta, MASKED, 64),
        "modernbert": (tf.ModernBertModel, tf.ModernBertConfig(vocab_size=500, max_position_embeddings=96, pad_token_id=3, cls_token_id=1, sep_token_id=2, bos_token_id=1,
                                                               eos_token_id=2, local_attention=16, **SMALL), modern, MASKED, 96),
        "t5-encoder": (tf.T5EncoderModel, tf.T5Config(vocab_size=500, d_model=64, d_kv=16, d_ff=128, num_layers=2, num_heads=4), t5, MASKED, 512),
    }
    for name, (kind, config, tokenizer, names, length) in families.items():
        for new in (False, True):
            folder = root / (name + ("-dynamo" if new else ""))
            if only and only not in folder.name:
                continue
            try:
                model = made(kind, config)
                export(folder, model, names, new=new)
                write(folder, tokenizer, config, truth_of(model), length, "mean")
            except Exception as e:
                print(f"{folder.name}: not exported: {type(e).__name__} {str(e)[:300]}", flush=True)


def decoders_(root, only):
    gpt = bytelevel(["<|endoftext|>"])
    config = tf.GPT2Config(vocab_size=500, n_embd=64, n_layer=2, n_head=4, n_positions=64, bos_token_id=0, eos_token_id=0)
    llama = tf.LlamaConfig(vocab_size=700, hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=128)
    qwen = tf.Qwen2Config(vocab_size=500, hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=128,
                          bos_token_id=0, eos_token_id=0)
    for name, kind, config, tokenizer, heads, width, length in (("gpt2", tf.GPT2LMHeadModel, config, gpt, 4, 16, 64),
                                                                ("llama", tf.LlamaForCausalLM, llama, llama_bpe(), 2, 16, 128), ("qwen2", tf.Qwen2ForCausalLM, qwen, gpt, 2, 16, 128)):
        for way in ("", "-past", "-dynamo"):
            if only and only not in name + way:
                continue
            try:
                model = made(kind, config)
                folder = root / (name + way)
                if way == "-past":
                    export_with_past(folder, model, config, 2, heads, width)
                else:
                    model.config.use_cache = False
                    export(folder, model, MASKED, "logits", new=way == "-dynamo")
                write(folder, tokenizer, config, truth_of(model.base_model), length, "last")
            except Exception as e:
                print(f"{name}{way}: not exported: {type(e).__name__} {str(e)[:300]}", flush=True)


def variants(root, only):
    """One small BERT in the forms that exporters and optimisers make of it."""
    tokenizer = wordpiece()
    config = tf.BertConfig(vocab_size=400, max_position_embeddings=64, **SMALL)
    types = MASKED + ["token_type_ids"]
    model = made(tf.BertModel, config)
    truth = truth_of(model)
    for mode, word in (("cls_token", "cls"), ("mean_tokens", "mean"), ("max_tokens", "max"), ("mean_sqrt_len_tokens", "mean"), ("weightedmean_tokens", "weighted-mean"), ("lasttoken", "last")):
        folder = root / f"st-{mode.replace('_', '-')}"
        export(folder, model, types)
        write(folder, tokenizer, config, truth, 24, word, beside=st(mode))
    for name, kwargs in (("bert-int32", dict(dtype=torch.int32)), ("bert-batch1", dict(fixed=(1, 48))), ("bert-opset11", dict(opset=11))):
        export(root / name, model, types, **kwargs)
        write(root / name, tokenizer, config, truth, 48 if name == "bert-batch1" else 64, "mean")
    export(root / "bert-pooler", model, types, "pooler_output")
    write(root / "bert-pooler", tokenizer, config, lambda ids: model(input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long)).pooler_output,
          64, "cls", definition={"cut": "pooler_output"})
    import onnx
    from onnxruntime.quantization import quantize_dynamic
    export(root / "bert-fp16", model, types)
    try:
        from onnxruntime.transformers.float16 import convert_float_to_float16
        half = convert_float_to_float16(onnx.load(root / "bert-fp16/model.onnx"), keep_io_types=False)
        onnx.save(half, root / "bert-fp16/model.onnx")
        write(root / "bert-fp16", tokenizer, config, truth, 64, "mean")
    except Exception as e:
        print(f"bert-fp16: {type(e).__name__} {str(e)[:300]}")
    quantize_dynamic(root / "bert/model.onnx", str(makedirs(root / "bert-int8-dynamic") / "model.onnx"))
    write(root / "bert-int8-dynamic", tokenizer, config, truth, 64, "mean")
    static(root, tokenizer, config, truth)


def makedirs(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def static(root, tokenizer, config, truth):
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, quantize_static

    class Reader(CalibrationDataReader):
        def __init__(self):
            self.rows = iter(TEXTS)

        def get_next(self):
            text = next(self.rows, None)
            if text is None:
                return None
            ids = np.array([tokens(tokenizer, text, 64, 0)], np.int64)
            return {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}

    quantize_static(root / "bert/model.onnx", str(makedirs(root / "bert-int8-static") / "model.onnx"), Reader(), quant_format=QuantFormat.QDQ)
    write(root / "bert-int8-static", tokenizer, config, truth, 64, "mean")


def full(root, only):
    types = MASKED + ["token_type_ids"]
    for name, kind, config, tokenizer, names, output, length, pooling in (
            ("bert-base", tf.BertModel, tf.BertConfig(), wordpiece(), types, "last_hidden_state", 512, "mean"),
            ("distilbert-base", tf.DistilBertModel, tf.DistilBertConfig(), wordpiece(), MASKED, "last_hidden_state", 512, "mean"),
            ("gpt2-base", tf.GPT2LMHeadModel, tf.GPT2Config(use_cache=False), bytelevel(["<|endoftext|>"]), MASKED, "logits", 1024, "last")):
        if only and only not in name:
            continue
        torch.manual_seed(1)
        config._attn_implementation = "eager"
        model = kind(config).eval()
        export(root / name, model, names, output)
        write(root / name, tokenizer, config, truth_of(model.base_model), length, pooling, empty=config.bos_token_id or 0 if pooling == "last" else 0)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--full", action="store_true")
    arguments.add_argument("--only", default="")
    arguments.add_argument("--tokenizers", action="store_true")
    given = arguments.parse_args()
    if given.tokenizers:
        fixture(given.folder)
        raise SystemExit
    encoders(given.folder, given.only)
    decoders_(given.folder, given.only)
    if not given.only:
        variants(given.folder, given.only)
    if given.full:
        full(given.folder, given.only)
