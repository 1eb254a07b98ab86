import t from 'tap';
import { hintFor, withoutEscapes } from '../../src/domain/failure-hints.ts';

const hintOf = (line: string) => hintFor({ logTail: ['starting', line], exitCode: 1, signal: null });

t.test('the usual complaints of real programs get a hint', async (t) => {
  // Each line as printed by: Python 3.11, bash 5.2, environment-modules 5.2, Lmod 8.7, Xt, Qt 5, glibc, aiohttp 3.9.
  const lines: [string, RegExp][] = [
    ["ModuleNotFoundError: No module named 'trame'", /"trame" is missing/],
    ['/usr/bin/python3: No module named voila', /"voila" is missing/],
    ['/s/command.sh: line 2: pvpython: command not found', /"pvpython" was not found/],
    ["ERROR: Unable to locate a modulefile for 'ParaView/5.12'", /no module "ParaView\/5.12"/],
    ['The following module(s) are unknown: "ParaView/9"', /no module "ParaView\/9"/],
    ['/s/command.sh: line 1: module: command not found', /no "module" command/],
    [
      "python3: can't open file '/home/a/main.py': [Errno 2] No such file or directory",
      /"\/home\/a\/main.py" is not there/,
    ],
    ['/s/command.sh: line 3: ./start.sh: Permission denied', /"\.\/start\.sh" may not be/],
    [
      "OSError: [Errno 98] error while attempting to bind on address ('127.0.0.1', 4000): address already in use",
      /port was taken/,
    ],
    ['bad X server connection. DISPLAY=Aborted', /needs a display/],
    ['There are not enough slots available in the system to satisfy the 40', /more tasks/],
    ['Alternatively, you can use the --oversubscribe option to ignore the', /more tasks/],
    ['mpiexec has detected an attempt to run as root.', /as root/],
    ['qt.qpa.xcb: could not connect to display ', /needs a display/],
    ['MemoryError', /out of memory/],
    ["terminate called after throwing an instance of 'std::bad_alloc'", /out of memory/],
    ['/s/command.sh: line 1:  4242 Killed                  python main.py', /out of memory/],
    ['OSError: [Errno 28] No space left on device', /full/],
    [
      'ImportError: libGL.so.1: cannot open shared object file: No such file or directory',
      /graphics library libGL\.so\.1/,
    ],
    [
      'pvserver: error while loading shared libraries: libmpi.so.40: cannot open shared object file: No such file or directory',
      /library libmpi\.so\.40/,
    ],
  ];
  for (const [line, hint] of lines) t.match(hintOf(line), hint, line);
});

t.test('so do the less usual ones', async (t) => {
  const lines: [string, RegExp][] = [
    ['OSError: libEGL.so.1: cannot open shared object file', /graphics library libEGL\.so\.1 is missing/],
    ['ImportError: libSM.so.6: cannot open shared object file', /graphics library libSM\.so\.6/],
    ['python3: libOSMesa.so.8: cannot open shared object file', /graphics library libOSMesa\.so\.8/],
    ['ImportError: libhdf5-x.so.200: cannot open shared object file', /library libhdf5-x\.so\.200 is missing/],
    ['python3.11: No module named trame_vtk', /"trame_vtk" is missing/],
    ["Module ERROR: no modulefile for 'gcc/99'", /no module "gcc\/99"/],
    ['These module(s) exist but cannot be loaded as requested: "vtk/9"', /"vtk\/9" needs others first/],
    ['These module(s) or extension(s) exist but cannot be loaded as requested: x', /module x needs others/],
    ['bash: module: command not found', /no "module" command/],
    ['module: not found', /no "module" command/],
    ['xvfb-run: command not found', /"xvfb-run" was not found/],
    ['cat: /data/cone.vtu: No such file or directory', /"\/data\/cone\.vtu" is not there/],
    ['Error: listen EADDRINUSE 127.0.0.1:4000', /port was taken/],
    ['OSError: [Errno 98] x', /port was taken/],
    ['Error: cannot open display: :0', /needs a display/],
    ['cannot connect to X server :1', /needs a display/],
    ['_tkinter.TclError: no display name and no $DISPLAY environment variable', /needs a display/],
    ['Gtk-WARNING: unable to open display', /needs a display/],
    ['fork: Cannot allocate memory', /ran out of memory/],
    ['slurmstepd: error: Detected 1 oom-kill event', /ran out of memory/],
    ['Killed', /ran out of memory/],
    ['write: Disk quota exceeded', /quota is full/],
    ['run it with the --allow-run-as-root option', /as root/],
    ['mpirun has detected an attempt to run as root.', /as root/],
  ];
  for (const [line, hint] of lines) t.match(hintOf(line), hint, line);
});

t.test('the last complaint counts, whatever the signal says', async (t) => {
  const logTail = ['a: command not found', 'MemoryError', 'cleaning up'];
  t.match(hintFor({ logTail, exitCode: 127, signal: 'SIGSEGV' }), /ran out of memory/);
});

t.test('ordinary lines get none', async (t) => {
  for (const line of [
    'App running at:',
    'KeyError: 1',
    'loading modules',
    'killed 3 flies',
    'Killed 3 flies',
    'reading list.txt: No such file or directory, going on',
    'Permission denied by the oracle: never mind',
    'a MemoryError was handled',
    '',
  ])
    t.equal(hintOf(line), null, line);
});

t.test('colours do not hide a complaint', async (t) => {
  t.match(hintOf("\u001b[31mModuleNotFoundError\u001b[0m: No module named 'vtk'"), /"vtk"/);
  t.equal(withoutEscapes('\u001b[1;31mred\u001b[0m \u001b]0;title\u0007plain'), 'red plain');
});

t.test('without a known line, signal and exit code tell something', async (t) => {
  t.match(hintFor({ logTail: [], exitCode: null, signal: 'SIGSEGV' }), /crashed/);
  t.match(hintFor({ logTail: [], exitCode: null, signal: 'SIGKILL' }), /memory/);
  t.match(hintFor({ logTail: [], exitCode: 127, signal: null }), /not found/);
  t.match(hintFor({ logTail: [], exitCode: 126, signal: null }), /permissions/);
  t.equal(hintFor({ logTail: [], exitCode: 1, signal: null }), null);
  t.equal(hintFor({ logTail: [], exitCode: 0, signal: null }), null);
  t.equal(hintFor({ logTail: [], exitCode: null, signal: 'SIGUSR1' }), null);
  for (const signal of ['SIGBUS', 'SIGILL', 'SIGABRT', 'SIGFPE', 'SIGXCPU', 'SIGTERM', 'SIGHUP']) {
    t.match(hintFor({ logTail: [], exitCode: null, signal }), /^[A-Z].{20,}\.$/, signal);
  }
});

t.test('a crash of ParaView is told by the last line of its own report', async (t) => {
  const line = '\u001b[31m(   9.980s) [paraview        ]                       :0     FATL| Signal: SIGSEGV\u001b[0m';
  t.match(hintFor({ logTail: ['0x7f680d333050 libc.so.6', line], exitCode: null, signal: 'SIGSEGV' }), /may not fit/);
});
