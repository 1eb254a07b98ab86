import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a scheduler fails: it never answers, says that it cannot, says nonsense, or half of what it should. */
export const schedulerFaults = ['hang', 'error', 'garbage', 'half'] as const;

/** Commands in the place of Slurm's: jobs are processes of this machine, and all can be made to fail at once. */
export interface FakeScheduler {
  /** The text of a site file that uses it. */
  site: string;
  /** Null: the commands work. */
  fail(how: (typeof schedulerFaults)[number] | null): void;
}

/** `python` is the interpreter itself. */
export function makeFakeScheduler(directory: string, python: string): FakeScheduler {
  const commands = join(directory, 'commands');
  const modeFile = join(directory, 'mode');
  mkdirSync(commands, { recursive: true });
  mkdirSync(join(directory, 'jobs'));
  const program = join(directory, 'slurm.py');
  writeFileSync(program, `#!${python} -SE\nROOT = ${JSON.stringify(directory)}\n${slurm}`);
  chmodSync(program, 0o755);
  for (const name of ['sbatch', 'squeue', 'scancel', 'sacct']) symlinkSync(program, join(commands, name));
  return {
    site: `scheduler: slurm
scheduler_options:
  command_timeout_seconds: 2
  command_directory: ${commands}
jobs:
  template: |
    #!/bin/bash
    exec bash {{ command_file }}
  fields:
    - name: note
      label: Note
      type: string
`,
    fail(how) {
      if (how === null) rmSync(modeFile, { force: true });
      else writeFileSync(modeFile, how);
    },
  };
}

const slurm = `import os, signal, subprocess, sys, time
name, args = os.path.basename(sys.argv[0]), sys.argv[1:]
try:
    mode = open(ROOT + "/mode").read()
except OSError:
    mode = ""
if mode == "hang":
    time.sleep(60)
if mode == "error":
    sys.exit("slurm_load_jobs error: Unable to contact slurm controller (connect failure)")
if mode == "garbage":
    print("\\x00\\xff Segmentation fault <xml>")
    sys.exit(0)

def option(key):
    return next((a.split("=", 1)[1] for a in args if a.startswith(key + "=")), "")

def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(seconds)) if seconds else "N/A"

def note(job, key, value):
    with open(ROOT + "/jobs/" + job + "/" + key + ".new", "w") as file:
        file.write(value)
    os.rename(ROOT + "/jobs/" + job + "/" + key + ".new", ROOT + "/jobs/" + job + "/" + key)

def noted(job, key):
    try:
        return open(ROOT + "/jobs/" + job + "/" + key).read()
    except OSError:
        return ""

if name == "sbatch":
    number = 1
    while True:
        try:
            os.mkdir(ROOT + "/jobs/" + str(number))
            break
        except FileExistsError:
            number += 1
    job = str(number)
    note(job, "script", sys.stdin.read())
    note(job, "name", option("--job-name"))
    note(job, "chdir", option("--chdir"))
    note(job, "submitted", str(int(time.time())))
    if os.fork() == 0:
        os.setsid()
        log = os.open(option("--output").replace("%%", "%"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        null = os.open("/dev/null", os.O_RDWR)
        child = subprocess.Popen(["bash", ROOT + "/jobs/" + job + "/script"], stdin=null, stdout=log, stderr=log,
                                 cwd=option("--chdir"), start_new_session=True)
        note(job, "pid", str(child.pid))
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        code = child.wait()
        note(job, "ended", str(int(time.time())) + " " + (str(code) + ":0" if code >= 0 else "0:" + str(-code)))
        os._exit(0)
    for _ in range(2000):
        if noted(job, "pid"):
            break
        time.sleep(0.005)
    print(job)
elif name == "squeue":
    text = ""
    for job in sorted(os.listdir(ROOT + "/jobs"), key=int):
        if not noted(job, "pid"):
            continue
        end, code = (noted(job, "ended").split(" ") + ["0:0"])[:2] if noted(job, "ended") else ("", "0:0")
        cancelled = noted(job, "cancelled")
        state = ("CANCELLED" if cancelled else "COMPLETED" if code == "0:0" else "FAILED") if end else (
            "COMPLETING" if cancelled else "RUNNING")
        start = int(noted(job, "submitted"))
        fields = [job, state, "None", "a", "batch", "normal", "1", "n1", "1", "1:00:00", stamp(start), stamp(start),
                  stamp(int(end) if end else start + 3600), str(int(code.split(":")[0]) * 256 + int(code.split(":")[1])),
                  "0", noted(job, "chdir"), noted(job, "name")]
        text += "\\x1f".join(fields) + "\\x1e\\n"
    sys.stdout.write(text[: len(text) // 2] if mode == "half" else text)
elif name == "scancel" and mode != "half":
    note(args[0], "cancelled", "1")
    try:
        os.killpg(int(noted(args[0], "pid")), signal.SIGTERM)
    except (OSError, ValueError):
        pass
`;
