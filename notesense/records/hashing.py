"""Mixing of 64-bit ids in arrays, for phrase keys and hashed features."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FINAL = np.uint64(0xFF51AFD7ED558CCD)


def mix(key: Keys, more: Keys) -> Keys:
    """Mix one more id into each key.

    Order matters, and the small ids that spaCy gives to words such as *agent*
    or *number* spread as well as the large ones (a 64-bit avalanche step as in
    MurmurHash3's finaliser).

    Parameters
    ----------
    key, more : uint64 arrays of one shape (or broadcastable)

    Examples
    --------
    >>> one, two = np.array([1], np.uint64), np.array([2], np.uint64)
    >>> bool(mix(one, two)[0] == mix(two, one)[0])
    False
    """
    with np.errstate(over="ignore"):
        mixed = (key ^ (more + _GOLDEN + (key << np.uint64(6)) + (key >> np.uint64(2)))) * _FINAL
        result: Keys = mixed ^ (mixed >> np.uint64(29))
        return result


def name_key(name: str) -> int:
    """Return a 63-bit number of a name, the same on every machine (FNV-1a).

    Examples
    --------
    >>> name_key("self") != name_key("alone")
    True
    """
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0x7FFFFFFFFFFFFFFF
    return value
