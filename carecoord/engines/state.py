"""What this machine keeps between starts: keys made once, the addresses of its own engines, demo or not. Written here alone."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from carecoord import env
from carecoord.engines import places
from carecoord.engines.faults import EngineFault
from carecoord.engines.passwords import write_private

FILE = "state.json"


def open_folder(var: Path) -> Path:
    """Make the state folder, for our eyes only; other users of the machine may pass through root's to their own engine's data."""
    places.private(var, mode=0o711 if os.geteuid() == 0 else 0o700)
    if not os.access(var, os.W_OK | os.X_OK):
        raise EngineFault(f"{var} cannot be written; start as the user who owns it, or set CARECOORD_VAR to a folder of your own.")
    return var


def remember(var: Path, changes: dict[str, str]) -> dict[str, str]:
    """Write what changed; a reader sees the old state or the new one."""
    kept = env.kept_state(var)
    if kept | changes != kept:
        kept |= changes
        try:
            write_private(var / FILE, json.dumps(kept, indent=1) + "\n")
        except OSError as fault:
            raise EngineFault(f"{var / FILE} cannot be written ({fault.strerror}); set CARECOORD_VAR to a folder of your own.") from fault
    return kept


def keys(kept: dict[str, str]) -> dict[str, str]:
    """The keys this machine lacks, made now. Losing AUDIT_KEY means that the audit log can no longer be verified."""
    made = {name: secrets.token_urlsafe(48) for name in ("SECRET_KEY", "AUDIT_KEY") if name not in kept}
    if "IDP_PRIVATE_KEY" not in kept:
        made["IDP_PRIVATE_KEY"] = private_key()
    if "PUSH_KEY" not in kept:
        made["PUSH_KEY"] = push_key()
    return made


def push_key() -> str:
    """The key (VAPID, RFC 8292) by which browsers' push services know this house; a new one makes every device subscribe again."""
    return pem(ec.generate_private_key(ec.SECP256R1()))


def private_key() -> str:
    """An RSA key as PEM text."""
    return pem(rsa.generate_private_key(public_exponent=65537, key_size=2048))


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def demo(kept: dict[str, str], *, wanted: bool | None) -> bool:
    """Demo or not is decided on the first start; later it cannot change, because demo people have no second factor."""
    asked = wanted if wanted is not None else env.flag("CARECOORD_DEMO", kept.get("CARECOORD_DEMO", "yes") == "yes")
    if "CARECOORD_DEMO" in kept and (kept["CARECOORD_DEMO"] == "yes") != asked:
        was = "holds a demo, whose people come in without a second factor" if not asked else "was started without demo data"
        raise EngineFault(
            f"This state folder {was}; set CARECOORD_VAR to another folder to start {'the demo' if asked else 'without a demo'}."
        )
    return asked
