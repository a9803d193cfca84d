"""Keys, and what they protect: sealed templates, renewable codes, envelopes to a public key.

An operator's key wraps tenants' keys, a tenant's key wraps the keys of its subjects. docs/security.md says against whom
each helps.

Examples
--------
>>> import palmsig
>>> from palmsig import protect, synth
>>> picture = synth.render(synth.Palm(7), synth.CaptureSettings.well_held(1), 1).pixels
>>> template = palmsig.extract(picture).template
>>> tenant, subject = protect.TenantKey.generate(), protect.SubjectKey.generate()
>>> sealed = subject.seal(template, b"left palm")
>>> wrapped = tenant.wrap(subject, b"account 1")
>>> tenant.unwrap(wrapped, b"account 1").open(sealed, b"left palm") == template
True

Renewed codes compare under one key and say nothing under another:

>>> first, second = tenant.renewal(1), tenant.renewal(2)
>>> codes = first.renew(template)
>>> palmsig.Policy.verify(1e-4).accepts(first.probe(template).compare(codes))
True
>>> second.probe(template).compare(codes)
Traceback (most recent call last):
    ...
palmsig.errors.ProtectError: the codes were renewed under different keys
"""

from __future__ import annotations

from ._native import (
    OperatorKey,
    PublicKey,
    RenewalKey,
    RenewedCodes,
    RenewedProbe,
    ReplayGuard,
    ServiceKey,
    SubjectKey,
    TenantKey,
)

__all__ = [
    "OperatorKey",
    "PublicKey",
    "RenewalKey",
    "RenewedCodes",
    "RenewedProbe",
    "ReplayGuard",
    "ServiceKey",
    "SubjectKey",
    "TenantKey",
]
