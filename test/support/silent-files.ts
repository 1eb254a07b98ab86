import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Test } from 'tap';
import { endProcess } from './daemon.ts';

/**
 * Mounts a file system that does not answer over a directory, as the process `pid` sees it. The returned function lets it
 * answer: it is then an empty directory.
 */
export async function mountSilentFiles(t: Pick<Test, 'teardown'>, pid: number, directory: string): Promise<() => void> {
  const nsenter = ['--target', String(pid), '--mount', 'python3', '-c', server, directory];
  const child = spawn('nsenter', nsenter, { stdio: ['pipe', 'pipe', 'inherit'] });
  // What waits for it gets an error with its end.
  t.teardown(() => endProcess(child));
  await once(child.stdout, 'data');
  return () => void child.stdin.write('answer\n');
}

/** The kernel's FUSE protocol by hand (linux/fuse.h): after the greeting, requests are kept until a line comes. */
const server = `
import ctypes, os, select, struct, sys
fd = os.open("/dev/fuse", os.O_RDWR)
options = f"fd={fd},rootmode=40000,user_id=0,group_id=0,allow_other".encode()
if ctypes.CDLL(None, use_errno=True).mount(b"silent", sys.argv[1].encode(), b"fuse", 0, options) != 0:
    sys.exit("not mounted: " + os.strerror(ctypes.get_errno()))
kept, silent = [], True

def reply(unique, body=b"", error=0):
    try:
        os.write(fd, struct.pack("<IiQ", 16 + len(body), error, unique) + body)
    except OSError:
        pass

def answer(opcode, unique):
    if opcode == 3:
        attributes = struct.pack("<6Q10I", 1, 0, 0, 0, 0, 0, 0, 0, 0, 0o40755, 2, 0, 0, 0, 4096, 0)
        reply(unique, struct.pack("<QII", 0, 0, 0) + attributes)
    elif opcode == 27:
        reply(unique, struct.pack("<QII", 0, 0, 0))
    elif opcode in (28, 29, 34):
        reply(unique)
    elif opcode != 2:
        reply(unique, error=-2)

while True:
    ready, _, _ = select.select([fd, 0] if silent else [fd], [], [])
    if 0 in ready:
        if not os.read(0, 100):
            break
        silent = False
        for request in kept:
            answer(*request)
    if fd in ready:
        data = os.read(fd, 1 << 20)
        _, opcode, unique = struct.unpack_from("<IIQ", data)
        if opcode == 26:
            reply(unique, struct.pack("<4I2H2I2H8I", 7, 31, 65536, 0, 16, 12, 65536, 1, 0, 0, *[0] * 8))
            print("mounted", flush=True)
        elif silent:
            kept.append((opcode, unique))
        else:
            answer(opcode, unique)
`;
