"""How cards look: the launcher page's colours, in the theme of the page around them."""

from __future__ import annotations

TONES = {
    "queued": "calm",
    "starting": "busy",
    "ready": "good",
    "ending": "warn",
    "stopped": "calm",
    "failed": "bad",
    "lost": "lost",
}
"""The tone of a state's badge, as on the launcher page."""

LIGHT = {
    "muted": "#5c5c5c",
    "code": "#f5f5f5",
    "good": "#1b5e20",
    "good-tint": "#e5f4e7",
    "busy": "#0d47a1",
    "busy-tint": "#e3f0fd",
    "warn": "#7a3e00",
    "warn-tint": "#fff1dc",
    "bad": "#a31515",
    "bad-tint": "#fdecea",
    "calm": "#454545",
    "calm-tint": "#ececec",
    "lost": "#5b2a86",
    "lost-tint": "#f4eafa",
}

DARK = {
    "muted": "#b3b3b3",
    "code": "#161616",
    "good": "#a5d6a7",
    "good-tint": "#20351f",
    "busy": "#a6d3fb",
    "busy-tint": "#17324a",
    "warn": "#ffcc80",
    "warn-tint": "#40301a",
    "bad": "#ffaba5",
    "bad-tint": "#452322",
    "calm": "#d0d0d0",
    "calm-tint": "#383838",
    "lost": "#dfb8f2",
    "lost-tint": "#38264a",
}

DRAWINGS = {
    "queued": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "starting": '<path d="M12 4a8 8 0 1 1-8 8"/>',
    "ready": '<circle cx="12" cy="12" r="8.5"/><path d="M8 12.3l2.8 2.8L16 9.5"/>',
    "ending": '<path d="M7 4h10M7 20h10M8 4c0 5 4 5.5 4 8s-4 3-4 8M16 4c0 5-4 5.5-4 8s4 3 4 8"/>',
    "stopped": '<rect x="6" y="6" width="12" height="12" rx="1.5"/>',
    "failed": '<path d="M12 4.5L21 19.5H3zM12 10v4.5M12 16.9v.2"/>',
    "lost": '<circle cx="12" cy="12" r="8.5"/><path d="M9.6 9.6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.7M12 16.4v.2"/>',
}
"""Line drawings on a 24 × 24 grid, by state, as on the launcher page."""


def style() -> str:
    """The style sheet of everything in ``.tm-client``, to stand beside it."""
    tones = "".join(
        f".tm-client .{tone}{{color:var(--tm-{tone});background:var(--tm-{tone}-tint)}}"
        for tone in sorted(set(TONES.values()))
    )
    dark = '[data-jp-theme-light="false"] .tm-client,.vscode-dark .tm-client'
    return f"<style>.tm-client{{{_variables(LIGHT)}}}{dark}{{{_variables(DARK)}}}{_RULES}{tones}</style>"


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--tm-{name}:{value};" for name, value in colours.items())


_RULES = "".join(
    f".tm-client{selector}{{{rules}}}"
    for selector, rules in {
        "": "display:grid;gap:8px;max-width:720px;margin:2px 0;font:13px/1.4 var(--jp-ui-font-family,system-ui,sans-serif);"
        "color:var(--jp-ui-font-color1,inherit)",
        " .card": "display:grid;gap:6px;padding:10px 12px;border:1px solid var(--jp-border-color2,#e0e0e0);border-radius:4px;"
        "background:var(--jp-layout-color1,transparent)",
        " .top": "display:flex;gap:10px;align-items:flex-start;justify-content:space-between",
        " .name": "font-weight:600;overflow-wrap:anywhere;unicode-bidi:isolate",
        " .muted": "color:var(--tm-muted);overflow-wrap:anywhere",
        " .badge": "display:inline-flex;flex:none;align-items:center;gap:5px;padding:2px 9px 2px 6px;border-radius:11px;"
        "font-size:12px;font-weight:600;white-space:nowrap",
        " .badge svg": "width:14px;height:14px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;"
        "stroke-linejoin:round",
        " .line": "display:flex;flex-wrap:wrap;align-items:center;gap:4px 10px",
        " .line progress": "width:120px",
        " .notice": "padding:6px 8px;border-radius:3px",
        " pre": "max-height:220px;margin:0;padding:6px 8px;overflow:auto;border-radius:3px;background:var(--tm-code);"
        "font:12px/1.4 var(--jp-code-font-family,monospace);white-space:pre-wrap;overflow-wrap:anywhere",
        " table": "margin:0;border-collapse:collapse;font-size:13px",
        " th": "padding:3px 14px 3px 0;text-align:left;font-weight:600",
        " td": "padding:3px 14px 3px 0;text-align:left;vertical-align:top;overflow-wrap:anywhere",
    }.items()
)
