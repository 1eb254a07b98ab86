import { execa } from 'execa';
import t from 'tap';

interface Advisory {
  title: string;
  url: string;
  range: string;
}

interface AuditReport {
  vulnerabilities: Record<string, { via: (Advisory | string)[] }>;
}

/** What `npm audit` answers: its report, or the words in which the registry refused one. */
async function audit(...scope: string[]): Promise<AuditReport | string> {
  const { stdout } = await execa('npm', ['audit', '--json', ...scope], { reject: false, timeout: 60_000 });
  const answer = JSON.parse(stdout || '{}');
  return answer.vulnerabilities ? answer : String(answer.message ?? 'npm said nothing');
}

/** One line for each advisory, named with the package that it is about. */
function advisories({ vulnerabilities }: AuditReport): string[] {
  return Object.entries(vulnerabilities).flatMap(([name, { via }]) =>
    via.flatMap((advisory) =>
      typeof advisory === 'string' ? [] : [`${name} ${advisory.range}: ${advisory.title} (${advisory.url})`],
    ),
  );
}

const answer = await audit('--omit=dev');

t.test(
  'no weakness is known of the packages that the daemon runs on',
  { skip: typeof answer === 'string' && `the registry gives no audit: ${answer}` },
  async (t) => {
    t.same(advisories(answer as AuditReport), []);
    // A weakness of a development tool is to be mended too, but must not stop another correction.
    const all = await audit();
    if (typeof all !== 'string') for (const line of advisories(all)) t.comment(line);
  },
);
