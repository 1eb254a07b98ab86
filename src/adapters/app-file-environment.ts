import { isOwned, isWithheld, ownedVariables, parameterPrefix } from '../domain/reserved-environment.ts';
import type { YamlDocument } from './yaml-document.ts';
import type { Finding } from './yaml-document-mismatches.ts';

/**
 * The variables that an app file sets. A number or truth value is taken as it is written: `VERSION: 1.10` is "1.10".
 */
export function readEnvironment(
  written: Readonly<Record<string, unknown>>,
  document: YamlDocument,
): { environment: Record<string, string>; findings: Finding[] } {
  const names = Object.keys(written);
  const environment = Object.fromEntries(names.map((name) => [name, document.text(pointerTo(name)) ?? '']));
  return { environment, findings: names.flatMap(nameFinding) };
}

function nameFinding(name: string): Finding[] {
  const finding = (message: string, hint: string) => [{ pointer: pointerTo(name), of: 'key' as const, message, hint }];
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    const hint = 'Use letters, digits and "_", and do not begin with a digit.';
    return finding(`"${name}" cannot be the name of a variable.`, hint);
  }
  if (isWithheld(name)) {
    return finding(`The variable "${name}" never reaches an app, so it cannot be set.`, 'Remove it.');
  }
  if (isOwned(name)) {
    const given = `${ownedVariables.join(', ')} and ${parameterPrefix}…`;
    return finding(`The variable "${name}" is set by Trame Manager itself.`, `Remove it; given are ${given}.`);
  }
  return [];
}

function pointerTo(name: string): string {
  return `/environment/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
