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

t.test('ordinary lines get none', async (t) => {
  for (const line of ['App running at:', 'KeyError: 1', 'loading modules', 'killed 3 flies', ''])
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
});

t.test('a crash of ParaView is told by the last line of its own report', async (t) => {
  const line = '\u001b[31m(   9.980s) [paraview        ]                       :0     FATL| Signal: SIGSEGV\u001b[0m';
  t.match(hintFor({ logTail: ['0x7f680d333050 libc.so.6', line], exitCode: null, signal: 'SIGSEGV' }), /may not fit/);
});
