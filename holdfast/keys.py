"""Sealing what people write: AES-256-GCM, bound to its row, with a key ring and a data key per person.

A value sealed for one row does not open in another: table, column and row id are authenticated with it.
Destroying a person's data key makes everything they wrote unreadable.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from holdfast.errors import KeyFault, SettingsError

NONCE = 12


class Sealer:
    """Seals and opens text under one key. `where` is "table.column"; `row` is the row's id."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def seal(self, where: str, row: str, text: str) -> bytes:
        """A fresh nonce followed by the ciphertext."""
        nonce = os.urandom(NONCE)
        return nonce + self._aead.encrypt(
            nonce, text.encode("utf-8", "surrogatepass"), f"{where}|{row}".encode()
        )

    def open(self, where: str, row: str, sealed: bytes) -> str:
        """The text.

        Raises KeyFault when the value was changed, moved, or sealed under another key.
        """
        try:
            plain = self._aead.decrypt(sealed[:NONCE], sealed[NONCE:], f"{where}|{row}".encode())
        except (InvalidTag, ValueError) as fault:
            raise KeyFault(f"cannot open {where}") from fault
        return plain.decode("utf-8", "surrogatepass")


class KeyRing:
    """The operator's keys, newest first. New values are sealed under the first; any opens what it sealed."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = dict(keys)
        self._primary = next(iter(self._keys))
        oldest = list(self._keys.values())[-1]
        self._index_key = hmac.digest(oldest, b"holdfast phone index", hashlib.sha256)

    @classmethod
    def parse(cls, text: str) -> "KeyRing":
        """From `name:base64,name:base64`.

        Raises SettingsError when an entry is not a name and 32 bytes.
        """
        keys = {}
        for entry in filter(None, (part.strip() for part in text.split(","))):
            name, _, encoded = entry.partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                key = b""
            if not name or len(key) != 32:
                raise SettingsError(["HOLDFAST_KEYS must hold 'name:base64 of 32 bytes' entries"])
            keys[name] = key
        if not keys:
            raise SettingsError(["HOLDFAST_KEYS is empty"])
        return cls(keys)

    def own(self) -> "RingSealer":
        """Seals what belongs to the service, not to one person (responders, spool)."""
        return RingSealer(self._keys, self._primary)

    def new_data_key(self, person_id: str) -> bytes:
        """A new data key for a person, wrapped for storing."""
        return self.own().seal("person.data_key", person_id, base64.b64encode(os.urandom(32)).decode())

    def person(self, person_id: str, wrapped: bytes | None) -> Sealer:
        """The sealer of one person.

        Raises KeyFault when the data key is destroyed or was not wrapped for this person.
        """
        if wrapped is None:
            raise KeyFault("this person's data key is destroyed")
        return Sealer(base64.b64decode(self.own().open("person.data_key", person_id, wrapped)))

    def index(self, phone: str) -> str:
        """A keyed hash by which a phone number (E.164) is found without being stored in clear."""
        return hmac.new(self._index_key, phone.encode(), hashlib.sha256).hexdigest()


class RingSealer:
    """Like Sealer, under the ring: the sealed value starts with its key's name."""

    def __init__(self, keys: Mapping[str, bytes], primary: str) -> None:
        self._keys = keys
        self._primary = primary

    def seal(self, where: str, row: str, text: str) -> bytes:
        """`name:` followed by nonce and ciphertext."""
        sealed = Sealer(self._keys[self._primary]).seal(where, row, text)
        return self._primary.encode() + b":" + sealed

    def open(self, where: str, row: str, sealed: bytes) -> str:
        """The text. Raises KeyFault, also when its key is not on the ring."""
        name, _, rest = sealed.partition(b":")
        key = self._keys.get(name.decode("utf-8", "replace"))
        if key is None:
            raise KeyFault(f"the key that sealed {where} is not on the ring")
        return Sealer(key).open(where, row, rest)
