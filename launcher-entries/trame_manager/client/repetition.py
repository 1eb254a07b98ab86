"""What makes a request do no more when it is sent twice."""

from __future__ import annotations

import uuid


def once() -> dict[str, str]:
    """The header by which the daemon, and for launches and starts the daemon after it, knows a request again."""
    return {"idempotency-key": str(uuid.uuid4())}
