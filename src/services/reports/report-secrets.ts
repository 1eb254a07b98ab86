import { join } from 'node:path';
import type { ReportFiles } from '../../domain/report.ts';
import { canBeSecret } from '../../domain/secret-names.ts';
import type { ReportSubject } from './report-subject.ts';

/** What an instance keeps to itself. */
export interface OwnSecrets {
  values: string[];
  /** False where one of them cannot be read: nobody can say then where else it stands. */
  areKnown: boolean;
}

/** The secrets of a session directory, as they are now. */
export async function readSecrets(
  files: ReportFiles,
  { directory, secretFiles }: Pick<ReportSubject, 'directory' | 'secretFiles'>,
): Promise<OwnSecrets> {
  const found = await Promise.all(secretFiles.map((name) => files.read(join(directory, name))));
  const values = found.map((file) => (file.kind === 'text' ? file.text.trim().replace(/^\//, '') : ''));
  return { values: values.filter(canBeSecret), areKnown: found.every(({ kind }) => kind === 'text') };
}
