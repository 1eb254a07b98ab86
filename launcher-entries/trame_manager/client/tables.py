"""Tables as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from .plain_text import one_line


def text_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns that are as wide as their longest cell; only the heads where there are no rows."""
    cells = [list(heads), *([one_line(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )
