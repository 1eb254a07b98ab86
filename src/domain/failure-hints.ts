/** What is known of an end. */
export interface FailureFacts {
  /** The last lines of the log. */
  logTail: string[];
  exitCode: number | null;
  /** "SIGSEGV" */
  signal: string | null;
}

/** A sentence on how to mend a failure, or null where nothing is recognised. The last matching line of the log wins. */
export function hintFor(facts: FailureFacts): string | null {
  for (const line of facts.logTail.map(withoutEscapes).reverse()) {
    for (const { pattern, hint } of logHints) {
      const match = pattern.exec(line);
      if (match) return hint(match[1]?.trim() ?? '');
    }
  }
  if (facts.signal !== null) return signalHints[facts.signal] ?? null;
  return exitCodeHints[facts.exitCode ?? 0] ?? null;
}

/** Colours and cursor movements removed: "\u001b[31mred\u001b[0m" -> "red". */
export function withoutEscapes(line: string): string {
  return line.replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g, '');
}

/** Tried in this order on each line, so that the more special pattern stands first. */
const logHints: { pattern: RegExp; hint: (found: string) => string }[] = [
  {
    pattern: /(?:ImportError|OSError): (lib(?:GL|EGL|OSMesa|GLX|OpenGL|Xrender|X11|Xt|SM|ICE|xcb)[\w.+-]*):/,
    hint: (library) =>
      `The graphics library ${library} is missing: install it (Debian: libgl1 libegl1 libxrender1), or load the module that has it.`,
  },
  {
    pattern: /(?<![\w.+-])(lib(?:GL|EGL|OSMesa|OpenGL|GLX|Xrender)[\w.+-]*): cannot open shared object file/,
    hint: (library) =>
      `The graphics library ${library} is missing: install it (Debian: libgl1 libegl1 libxrender1), or load the module that has it.`,
  },
  {
    pattern: /(?:error while loading shared libraries|ImportError): ([\w.+-]+): cannot open shared object file/,
    hint: (library) => `The library ${library} is missing: load the module that provides it before the app starts.`,
  },
  {
    pattern: /ModuleNotFoundError: No module named '([^']+)'/,
    hint: (name) =>
      `The Python package "${name}" is missing: install it in the Python that the command uses, or load the module that has it.`,
  },
  {
    pattern: /^.*?python[\d.]*: No module named (\S+)/,
    hint: (name) =>
      `The Python package "${name}" is missing: install it in the Python that the command uses, or load the module that has it.`,
  },
  {
    pattern: /The following module\(s\) are unknown: (.+)/,
    hint: (name) => `There is no module ${name}: "module spider" or "module avail" lists the modules of this site.`,
  },
  {
    pattern: /(?:Unable to locate a modulefile for|Module ERROR: .{0,200}modulefile for) '([^']+)'/,
    hint: (name) => `There is no module "${name}": "module avail" lists the modules of this site.`,
  },
  {
    pattern: /These module\(s\)(?: or extension\(s\))? exist but cannot be loaded as requested: (.+)/,
    hint: (name) => `The module ${name} needs others first: "module spider ${name}" names them.`,
  },
  {
    pattern: /(?:^|: )module: (?:command )?not found/,
    hint: () =>
      'There is no "module" command here: remove "module load" from the app, or name its set-up in the site file.',
  },
  { pattern: /(?:^|: )([^:\s][^:]*): command not found/, hint: (name) => commandMissing(name) },
  {
    pattern: /(?:^|: )(\/?[^:]+): No such file or directory$/,
    hint: (name) => `"${name}" is not there: compare the path in the app's command with the working directory.`,
  },
  {
    pattern: /can't open file '([^']+)'/,
    hint: (name) => `"${name}" is not there: compare the path in the app's command with the working directory.`,
  },
  {
    pattern: /address already in use|EADDRINUSE|Errno 98\]/i,
    hint: () => 'Its port was taken by another program: restart it, it then gets another one.',
  },
  {
    pattern:
      /bad X server connection|cannot (?:open|connect to) (?:X )?(?:server|display)|could not connect to display|no display name|unable to open display|\$DISPLAY/i,
    hint: () => 'It needs a display: run it under "xvfb-run -a", or let VTK use EGL or OSMesa.',
  },
  {
    pattern: /^MemoryError|std::bad_alloc|Cannot allocate memory|out of memory|oom-kill/i,
    hint: () => outOfMemory,
  },
  {
    pattern: /No space left on device|Disk quota exceeded/,
    hint: () => 'The disk or the quota is full: remove files, or use another directory.',
  },
  { pattern: /(?:^|: |\d )Killed(?: {2,}|$)/, hint: () => outOfMemory },
  {
    pattern: /(?:^|: )([^:]+): Permission denied$/,
    hint: (name) => `"${name}" may not be used or run: check its permissions ("chmod +x" makes a script runnable).`,
  },
  {
    // Open MPI 4: the first line of a long message, and the one near its end.
    pattern: /not enough slots available|use the --oversubscribe option/,
    hint: () => 'MPI was asked for more processes than there are places: ask for more tasks, or start fewer processes.',
  },
  {
    pattern: /mpi(?:exec|run) has detected an attempt to run as root|--allow-run-as-root option/,
    hint: () =>
      'MPI refuses to run as root: start Jupyter as another user, or set OMPI_ALLOW_RUN_AS_ROOT in the command.',
  },
  {
    // ParaView's own handler writes it last of all.
    pattern: /FATL\| Signal: SIGSEGV/,
    hint: () =>
      'ParaView crashed (SIGSEGV). If that was while it was connected to a server, app and ParaView may not fit together: try another version of either. Otherwise the graphics driver is a frequent cause.',
  },
];

const outOfMemory = 'It ran out of memory: use less data, or ask for more memory where Jupyter runs.';

const signalHints: Record<string, string> = {
  SIGSEGV: 'The program crashed (SIGSEGV). With ParaView or VTK the graphics driver is a frequent cause.',
  SIGBUS: 'The program crashed (SIGBUS): often a full /dev/shm or a file that was cut while it was read.',
  SIGILL: 'The program uses instructions that this processor does not have: use a build made for this machine.',
  SIGABRT: 'The program gave up (SIGABRT): the last lines of the log tell why.',
  SIGFPE: 'The program crashed on a division by zero (SIGFPE).',
  SIGKILL: 'It was killed from outside: most often because it ran out of memory.',
  SIGXCPU: "It used up the CPU time that this machine grants: run it as a job, or raise the site's limit.",
  SIGTERM: 'It was ended from outside, for instance by an administrator or the end of a batch job.',
  SIGHUP: 'It was ended from outside, for instance by the end of a login session.',
};

const exitCodeHints: Record<number, string> = {
  126: 'A command cannot be run: check its permissions ("chmod +x" makes a script runnable).',
  127: 'A command was not found: check its spelling, or load the module that has it.',
};

function commandMissing(name: string): string {
  return `The command "${name}" was not found: check its spelling, or load the module that has it.`;
}
