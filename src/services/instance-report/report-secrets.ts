import { join } from 'node:path';
import type { ReportFiles } from '../../domain/report.ts';
import { canBeSecret } from '../../domain/secret-names.ts';

/** What an instance keeps to itself. */
export interface InstanceSecrets {
  values: string[];
  /** False where one of them cannot be read: nobody can say then where else it stands. */
  areKnown: boolean;
}

/** The secrets of a session directory, as they are now. */
export async function readInstanceSecrets(files: ReportFiles, directory: string): Promise<InstanceSecrets> {
  const found = await Promise.all(secretFiles.map((name) => files.read(join(directory, name))));
  const values = found.map((file) => (file.kind === 'text' ? file.text.trim().replace(/^\//, '') : ''));
  return { values: values.filter(canBeSecret), areKnown: found.every(({ kind }) => kind === 'text') };
}

/** trame's key, and the path of the remote control. */
const secretFiles = ['auth.key', 'remote_control'];
