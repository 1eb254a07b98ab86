import { spawnSync } from 'node:child_process';
import { SetupError } from './setup-command.mjs';

/**
 * The first Python on the PATH that can make environments.
 *
 * @returns {string} absolute path
 * @throws {SetupError} naming the command that mends it
 */
export function findPython() {
  const found = commands.map(examine).filter((python) => python !== null);
  const recent = found.filter(({ version }) => version[0] === 3 && version[1] >= 10);
  const complete = recent.find(({ canMakeEnvironments }) => canMakeEnvironments);
  if (complete) return complete.path;
  const [python] = recent.length > 0 ? recent : found;
  if (python === undefined) {
    throw new SetupError(`Python 3.10 or newer is needed, and no python3 was found.\n${mend('python3 python3-venv')}`);
  }
  const label = `Python ${python.version.join('.')} (${python.path})`;
  if (recent.length === 0) {
    throw new SetupError(
      `Python 3.10 or newer is needed; ${label} is too old.\nInstall a newer one, and put it on the PATH.`,
    );
  }
  throw new SetupError(
    `${label} cannot make environments: its venv package is missing.\n${mend(`python${python.version.join('.')}-venv`)}`,
  );
}

const commands = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

const question = `
import importlib.util, json, sys
complete = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
print(json.dumps({"path": sys.executable, "version": sys.version_info[:2], "canMakeEnvironments": complete}))
`;

function examine(command) {
  const { status, stdout } = spawnSync(command, ['-c', question], { encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout) : null;
}

function mend(packages) {
  return `Mend it with: sudo apt install ${packages}   (Debian, Ubuntu; elsewhere the package has a similar name)`;
}
