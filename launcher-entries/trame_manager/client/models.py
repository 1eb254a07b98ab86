"""What the daemon tells, as dataclasses. Times are ``datetime`` in UTC, sizes ``int`` in bytes; None: not known, or not yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from .app_models import ParameterValue


@dataclass(frozen=True)
class Usage:
    """What an instance uses now."""

    cpu_percent: float
    """100 is one processor core."""
    memory_bytes: int
    """Resident memory of all its processes."""


@dataclass(frozen=True)
class JobUsage:
    """What an ended job used and asked for, as far as the accounting knows."""

    elapsed_seconds: float | None = None
    walltime_seconds: float | None = None
    cpu_seconds: float | None = None
    cpu_seconds_allocated: float | None = None
    memory_peak_bytes: int | None = None
    memory_requested_bytes: int | None = None


@dataclass(frozen=True)
class Job:
    """The batch job that an instance or a ParaView server runs as."""

    id: str
    phase: str
    reason: str | None = None
    """Why it waits or how it ended, in plain words."""
    reason_code: str | None = None
    account: str | None = None
    partition: str | None = None
    nodes: int = 0
    node_list: str | None = None
    walltime_seconds: float | None = None
    expected_start_at: datetime | None = None
    usage: JobUsage | None = None


@dataclass(frozen=True)
class Connection:
    """The link of an instance to a ParaView server, as it was when it was asked for."""

    state: str
    """``disconnected``, ``waiting``, ``connecting``, ``connected``, ``disconnecting``, ``failed`` or ``unknown``."""
    server_id: str | None = None
    host: str | None = None
    port: int | None = None
    since: datetime | None = None
    reason: str | None = None
    hint: str | None = None


@dataclass(frozen=True)
class InstanceInfo:
    """An instance, as it was when it was asked for."""

    id: str
    name: str
    app: str
    """The id of its app."""
    state: str
    """``queued``, ``starting``, ``ready``, ``ending``, ``stopped``, ``failed`` or ``lost``."""
    host: str
    path: str
    """Below the daemon's base: ``/proxy/40123/``."""
    created_at: datetime
    started_at: datetime
    app_name: str = ""
    kind: str = "trame"
    state_reason: str | None = None
    hint: str | None = None
    data_directory: str | None = None
    parameters: dict[str, ParameterValue] = field(default_factory=dict)
    port: int | None = None
    pid: int | None = None
    ready_at: datetime | None = None
    ended_at: datetime | None = None
    ends_at: datetime | None = None
    """When its time is over at the latest."""
    ends_with: str | None = None
    """Why it may end with Jupyter, in a sentence."""
    idle_since: datetime | None = None
    viewers: int = 0
    usage: Usage | None = None
    exit_code: int | None = None
    signal: str | None = None
    log_tail: tuple[str, ...] = ()
    """The last lines of its log, of one that failed."""
    connection: Connection | None = None
    job: Job | None = None


@dataclass(frozen=True)
class ServerInfo:
    """A ParaView server, as it was when it was asked for."""

    id: str
    name: str
    kind: str
    """``found`` (runs by hand), ``local`` or ``job``."""
    state: str
    """As of instances."""
    state_reason: str | None = None
    hint: str | None = None
    host: str | None = None
    """Where clients connect, once it listens."""
    port: int | None = None
    version: str | None = None
    values: dict[str, ParameterValue] = field(default_factory=dict)
    created_at: datetime | None = None
    started_at: datetime | None = None
    ready_at: datetime | None = None
    ended_at: datetime | None = None
    ends_at: datetime | None = None
    expected_start_at: datetime | None = None
    exit_code: int | None = None
    signal: str | None = None
    log_tail: tuple[str, ...] = ()
    connected_instances: tuple[str, ...] = ()
    ends_with_last_client: bool = True
    is_managed: bool = True
    """Whether it can be stopped and its log read here."""
    job: Job | None = None
    usage: JobUsage | None = None


@dataclass(frozen=True)
class FormField:
    """A field of the form that starts a ParaView server, with the bounds that hold everywhere."""

    name: str
    label: str
    type: str
    required: bool
    help: str | None = None
    default: ParameterValue | None = None
    min: float | None = None
    max: float | None = None
    choices: tuple[str, ...] | None = None


@dataclass(frozen=True)
class ServerListing:
    """The ParaView servers, and the form that starts one."""

    servers: tuple[ServerInfo, ...]
    form: tuple[FormField, ...] = ()
    can_start: bool = False


@dataclass(frozen=True)
class InstanceListing:
    """The instances, running and ended."""

    instances: tuple[InstanceInfo, ...]


@dataclass(frozen=True)
class DryRun:
    """What would be handed in to the scheduler, and what would become of it."""

    script: str
    problems: tuple[str, ...]
    """Why it would be refused, or never start."""
    estimated_start: datetime | None = None


@dataclass(frozen=True)
class Link:
    """A link that lets one browser in, once."""

    url: str = field(repr=False)
    """From the host on: ``/user/a/trame-manager/proxy/40123/?launch_token=…``; with the host where the daemon's is known."""
    expires_at: datetime


@dataclass(frozen=True)
class System:
    """The daemon and its surroundings."""

    version: str
    user: str
    home: str
    host: str
    scheduler: str = "none"
    accounts: tuple[str, ...] = ()
    working_directory: str = ""
    """Where Jupyter was started."""
