import { join } from 'node:path';
import { allRead, asJson, daemonFiles, jobFiles, type NamedFile, withPlainWords } from './report-contents.ts';
import type { ReportParts } from './report-parts.ts';
import type { ReportSubject } from './report-subject.ts';

/** @throws ManagerError server_not_found, not_supported (not started here) */
export function serverSubject(parts: ReportParts, id: string): ReportSubject {
  const { servers, files } = parts;
  const record = servers.record(id);
  const listed = servers.get(id);
  const directory = servers.sessionDirectory(id);
  const own = (name: string) => files.read(join(directory, name));
  return {
    kind: 'server',
    name: listed.name,
    directory,
    secretFiles: [],
    isToken: () => false,
    async read() {
      const { job, paraview_version: version } = record;
      // What a job runs before its command stands in that file.
      const before: NamedFile[] = job === null ? [['script.sh', own('script.sh'), true]] : [];
      const found: NamedFile[] = [
        ['server.json', asJson(withPlainWords(listed)), false],
        ['record.json', own('record.json'), false],
        ['command.sh', own('command.sh'), true],
        ...before,
        ...daemonFiles(parts),
        ...(job === null ? [] : jobFiles(parts, job, own('job.sh'))),
      ];
      return {
        contents: await allRead(found),
        environment: {},
        versions: Object.fromEntries(version === null ? [] : [['ParaView', version]]),
        notes: [],
      };
    },
  };
}
