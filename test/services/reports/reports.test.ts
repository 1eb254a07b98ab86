import t from 'tap';
import type { Instance, InstanceRecord } from '../../../src/domain/instance.ts';
import type { ServerRecord } from '../../../src/domain/paraview-server-record.ts';
import type { OpenLog, ReportEntry, ReportText } from '../../../src/domain/report.ts';
import type { ReportParts } from '../../../src/services/reports/report-parts.ts';
import { createReports } from '../../../src/services/reports/reports.ts';
import { sampleInstance } from '../../support/fake-samples.ts';
import { sampleServer } from '../../support/fake-server-samples.ts';

const secret = 'Kx9qLmN2';
const files: Record<string, string> = {
  'auth.key': secret,
  remote_control: '/path-of-it',
  'job-script': '#!/bin/bash\n',
  'job.sh': '#!/bin/bash -l\n',
};

/** Reports on an instance and a ParaView server that ran as jobs, from what is in memory; `log` are the pieces that its log is read in. */
function reportOn(log: Iterable<string>, size = 100) {
  const closed: string[] = [];
  const read = async (path: string): Promise<ReportText> => {
    const text = files[path.slice(path.lastIndexOf('/') + 1)];
    return text === undefined ? { kind: 'unreadable', why: 'it is not there' } : { kind: 'text', text };
  };
  const openLog = async (): Promise<OpenLog> => ({
    kind: 'open',
    size,
    readBytes: Math.min(size, 5_000_000),
    async *pieces() {
      for (const piece of log) yield Buffer.from(piece);
    },
    close: () => closed.push('log'),
  });
  const instance: Instance = sampleInstance({ state: 'failed', state_reason: `token=abc ${secret}` });
  const job = { id: '4711', name: 'cone-k3', values: {}, seen: { id: '4711', reason: 'NODE_FAIL' } };
  const server = sampleServer({ state: 'failed', state_reason: 'its token=abc was refused', log_tail: [] });
  const parts = {
    servers: {
      get: () => server,
      record: () => ({ job: { ...job, id: '4712' }, paraview_version: '5.11.0' }) as unknown as ServerRecord,
      sessionDirectory: () => '/s',
    },
    instances: {
      get: () => instance,
      record: () => ({ app: 'cone', job }) as unknown as InstanceRecord,
      sessionDirectory: () => '/s',
    },
    apps: { list: async () => ({ apps: [], problems: [], searched: [] }) },
    queue: {
      title: 'Slurm',
      find: () => null,
      contact: () => ({ state: 'lost', since: null, message: 'squeue hangs' }),
    },
    access: { isSecret: () => false },
    files: { read, readLinked: read, openLog },
    pack: asBytes,
    site: { file: '/site.yml' },
    env: {},
    secrets: [],
    version: '1.2.3',
    versions: async () => ({ System: 'Linux' }),
    settings: {},
  } as unknown as ReportParts;
  const reports = createReports(parts);
  return { content: reports.ofInstance('k3').content, ofServer: reports.ofServer('pv1'), closed };
}

/** Each file as "name: text". */
async function* asBytes(entries: AsyncIterable<ReportEntry>): AsyncGenerator<Uint8Array> {
  for await (const { name, content } of entries) {
    yield Buffer.from(`\n${name}: `);
    for await (const piece of content) yield piece;
  }
}

async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const piece of content) text += Buffer.from(piece).toString();
  return text;
}

t.test('of a job there are its script and what the scheduler said last', async (t) => {
  const { content, closed } = reportOn(['one ', secret.slice(0, 3), `${secret.slice(3)}\n`]);
  const text = await textOf(content);
  t.match(text, 'job-script.sh: #!/bin/bash\n');
  t.match(text, /scheduler\.json: .*"Slurm".*"squeue hangs".*"NODE_FAIL"/s);
  t.match(text, '"state_reason": "token=[removed] [removed]"');
  t.match(text, /log\.txt: one \[removed\]\n$/);
  t.same(closed, ['log']);
});

t.test('of a ParaView server there is the same, with its version', async (t) => {
  const { ofServer, closed } = reportOn([`one token=abc\n`]);
  t.equal(ofServer.fileName, 'wing__two_nodes-report.zip');
  const text = await textOf(ofServer.content);
  t.match(text, /README\.txt: .*ParaView +5\.11\.0/s);
  t.match(text, 'job-script.sh: #!/bin/bash -l\n');
  t.match(text, /scheduler\.json: .*"Slurm".*"squeue hangs".*"NODE_FAIL"/s);
  t.match(text, '"state_reason": "its token=[removed] was refused"');
  t.match(text, /log\.txt: one token=\[removed\]\n$/);
  t.notMatch(text, /script\.sh: it is not there|app\.yml/);
  t.same(closed, ['log']);
});

t.test('a log that cannot be read on says so; one that nobody reads on is closed', async (t) => {
  const failing = function* () {
    yield `first line\n${secret.slice(0, 6)}`;
    throw new Error('EIO');
  };
  const { content, closed } = reportOn(failing());
  t.match(await textOf(content), /first line\n\[removed\]\n--- The rest of the log could not be read: EIO ---\n$/);
  t.same(closed, ['log']);
  const left = reportOn(['never read']);
  for await (const _piece of left.content) break;
  t.same(left.closed, ['log']);
});

t.test('what is left of a secret at the start of a log that was cut is left out', async (t) => {
  const rest = secret.slice(2);
  const start = [rest, 'x'.repeat(30_000), '\nnext line\n'];
  t.match(
    await textOf(reportOn(start, 9_000_000).content),
    /log\.txt: --- The end of a log of 9000000.*---\nnext line\n$/,
  );
  const endless = [rest, ...Array<string>(20).fill('y'.repeat(10_000))];
  const text = await textOf(reportOn(endless, 9_000_000).content);
  t.match(text, /---\ny+$/, 'a line without end has its end in it');
  t.notMatch(text, rest);
});
