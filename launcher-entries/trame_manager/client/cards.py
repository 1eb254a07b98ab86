"""Cards that look like those of the launcher page, as HTML for notebooks. All that others wrote is text in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from .app_models import AppInfo, AppListing, Parameter
from .card_style import DRAWINGS, TONES, style
from .models import Connection, InstanceInfo, ServerInfo
from .plain_text import one_line, plain
from .words import moment, size


def instance_card(info: InstanceInfo) -> str:
    """One instance."""
    facts = [
        *_job_facts(info),
        f"{info.viewers} watching" if info.viewers and info.state in ("ready", "ending") else "",
        f"CPU {info.usage.cpu_percent:.0f} %" if info.usage else "",
        f"memory {size(info.usage.memory_bytes)}" if info.usage else "",
        *_end_facts(info),
    ]
    rows = [
        _muted(info.state_reason or (info.job.reason if info.job and info.state == "queued" else None)),
        _muted(" · ".join(fact for fact in facts if fact)),
        _muted(info.data_directory),
        _muted(", ".join(f"{name} = {value}" for name, value in info.parameters.items())),
        _muted(_connection_words(info.connection)) if info.state in ("ready", "ending") else "",
        _failure(info),
    ]
    return _page(_card(info.name, info.app_name or info.app, info.state, rows))


def server_card(info: ServerInfo) -> str:
    """One ParaView server."""
    where = f"{info.host}:{info.port}" if info.host and info.port else None
    connected = len(info.connected_instances)
    facts = [
        *_job_facts(info),
        where or "",
        f"{connected} app{'' if connected == 1 else 's'} connected" if connected else "",
        *_end_facts(info),
    ]
    values = ", ".join(f"{name} = {value}" for name, value in info.values.items())
    rows = [
        _muted(info.state_reason),
        _muted(" · ".join(fact for fact in facts if fact)),
        _muted(values),
        _failure(info),
    ]
    version = f"ParaView {info.version}" if info.version else "ParaView server"
    return _page(_card(info.name, version, info.state, rows))


def instance_table(infos: Sequence[InstanceInfo]) -> str:
    """Many instances."""
    if not infos:
        return _page('<div class="muted">There are no instances.</div>')
    rows = [
        (_name(info.name), _text(info.app_name or info.app), _badge(info.state), _text(info.host)) for info in infos
    ]
    return _page(_table(("Name", "App", "State", "Host"), rows))


def server_table(infos: Sequence[ServerInfo]) -> str:
    """Many ParaView servers."""
    if not infos:
        return _page('<div class="muted">There are no ParaView servers.</div>')
    rows = [(_name(info.name), _badge(info.state), _text(info.host or "")) for info in infos]
    return _page(_table(("Name", "State", "Host"), rows))


def app_table(listing: AppListing) -> str:
    """The apps that can be launched, and the app files with errors."""
    rows = [
        (f"<code>{_text(app.id)}</code>", _name(app.name), _text(app.description), _text(parameter_words(app)))
        for app in listing.apps
    ]
    table = (
        _table(("App", "Name", "Description", "Parameters"), rows)
        if rows
        else '<div class="muted">There are no apps.</div>'
    )
    problems = "".join(
        f'<div class="notice bad">{_text(problem.file)}: {_text(problem.message)}</div>' for problem in listing.problems
    )
    return _page(table + problems)


def app_card(app: AppInfo) -> str:
    """One app with its parameters."""
    rows = [
        (
            f"<code>{_text(parameter.name)}</code>",
            _text(parameter_type(parameter)),
            _text(_default(parameter)),
            _text(parameter.help or parameter.label),
        )
        for parameter in app.parameters
    ]
    table = _table(("Parameter", "Type", "Default", "Meaning"), rows) if rows else ""
    return _page(f'<div class="card"><div class="name">{_text(app.name)}</div>{_muted(app.description)}{table}</div>')


def progress_html(state: str | None, text: str, *, is_over: bool) -> str:
    """A line that says how far something is, with a bar while it goes on."""
    bar = "" if is_over else '<progress aria-label="Waiting"></progress>'
    return _page(f'<div class="line">{_badge(state) if state else ""}{bar}<span>{_text(text)}</span></div>')


def parameter_words(app: AppInfo) -> str:
    """``data, resolution=24, method=fast``"""
    needs_data = ["data"] if app.data_directory == "required" else []
    return ", ".join(
        [
            *needs_data,
            *(
                parameter.name if parameter.default is None else f"{parameter.name}={parameter.default}"
                for parameter in app.parameters
            ),
        ]
    )


def parameter_type(parameter: Parameter) -> str:
    """``integer, 1 to 64``; ``one of fast, exact``"""
    if parameter.choices:
        return f"one of {', '.join(parameter.choices)}"
    low, high = parameter.min, parameter.max
    if low is not None and high is not None:
        return f"{parameter.type}, {low:g} to {high:g}"
    if low is not None:
        return f"{parameter.type}, at least {low:g}"
    return parameter.type if high is None else f"{parameter.type}, at most {high:g}"


def _default(parameter: Parameter) -> str:
    return "needed" if parameter.default is None else repr(parameter.default)


def _page(content: str) -> str:
    return f'<div class="tm-client">{content}</div>{style()}'


def _card(name: str, kind: str, state: str, rows: Iterable[str]) -> str:
    head = f'<div><div class="name">{_text(name)}</div><div class="muted">{_text(kind)}</div></div>'
    return f'<div class="card"><div class="top">{head}{_badge(state)}</div>{"".join(rows)}</div>'


def _badge(state: str) -> str:
    drawing = DRAWINGS.get(state, DRAWINGS["lost"])
    tone = TONES.get(state, "calm")
    return (
        f'<span class="badge {tone}"><svg viewBox="0 0 24 24" aria-hidden="true">{drawing}</svg>{_text(state)}</span>'
    )


def _failure(info: InstanceInfo | ServerInfo) -> str:
    if info.state != "failed":
        return ""
    cause = info.signal or (f"exit code {info.exit_code}" if info.exit_code is not None else "")
    words = " · ".join(word for word in (cause, info.hint) if word)
    notice = f'<div class="notice bad">{_text(words)}</div>' if words else ""
    tail = "\n".join(info.log_tail)
    return notice + (f"<pre>{escape(plain(tail))}</pre>" if tail else "")


def _job_facts(info: InstanceInfo | ServerInfo) -> list[str]:
    job = info.job
    if job is None:
        return []
    nodes = f"{job.nodes} node{'' if job.nodes == 1 else 's'}" if job.nodes else ""
    expected = (
        f"expected at {moment(job.expected_start_at)}" if job.expected_start_at and info.state == "queued" else ""
    )
    return [f"job {job.id}", job.partition or "", nodes, expected]


def _end_facts(info: InstanceInfo | ServerInfo) -> list[str]:
    if info.ended_at is not None:
        return [f"ended {moment(info.ended_at)}"]
    return [f"until {moment(info.ends_at)}"] if info.ends_at is not None else []


def _connection_words(connection: Connection | None) -> str | None:
    if connection is None:
        return None
    where = f" to {connection.host}:{connection.port}" if connection.host else ""
    reason = f" ({connection.reason})" if connection.reason else ""
    return f"ParaView server: {connection.state}{where}{reason}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _muted(text: str | None) -> str:
    return f'<div class="muted">{_text(text)}</div>' if text else ""


def _name(text: str) -> str:
    return f'<span class="name">{_text(text)}</span>'


def _text(text: str) -> str:
    return escape(one_line(text))
