import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { Test } from 'tap';
import { launchChromium } from '../../support/chromium.ts';
import { type JupyterLab, type JupyterLabOptions, makeHome, startJupyterLab } from '../../support/jupyter-lab.ts';
import { openJupyterLab } from '../steps.ts';

/** A real JupyterLab with the wheel of this checkout, and a browser that it has let in. */
export interface JourneyBed {
  home: string;
  jupyter: JupyterLab;
  /** It may read and write the clipboard. */
  browser: BrowserContext;
  /** JupyterLab, with its launcher. */
  lab: Page;
  /** Another browser that Jupyter has let in. */
  enter(): Promise<BrowserContext>;
  /** A call of the REST API, through Jupyter. @throws Error where it is refused */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  api(method: string, path: string, body?: unknown): Promise<any>;
}

/** As large as a laptop's window beside another one: pictures in the docs stay small. */
const viewport = { width: 1100, height: 720 };

/** Starts both, which end with the test. `prepare` fills the home directory before Jupyter starts, and says how it starts. */
export async function startJourneyBed(
  t: Test,
  prepare: (home: string) => Promise<Omit<JupyterLabOptions, 'home'>> = async () => ({}),
): Promise<JourneyBed> {
  const { home, remove } = makeHome();
  t.teardown(remove);
  const jupyter = await startJupyterLab({ home, ...(await prepare(home)) });
  t.teardown(() => jupyter.stop());
  const chromium = await launchChromium();
  t.teardown(() => chromium.close());
  const newContext = () => chromium.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] });
  const browser = await newContext();
  const lab = await openJupyterLab(browser, jupyter);
  return {
    home,
    jupyter,
    browser,
    lab,
    async enter() {
      const other = await newContext();
      t.teardown(() => other.close());
      await (await openJupyterLab(other, jupyter)).close();
      return other;
    },
    api: (method, path, body) => callApi(jupyter, method, path, body),
  };
}

async function callApi(jupyter: JupyterLab, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${jupyter.url}trame-manager/api/v1/${path}`, {
    method,
    headers: {
      authorization: `token ${jupyter.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Writes an app to where users keep theirs. */
export function writeUserApp(home: string, id: string, yaml: string, files: Record<string, string> = {}): void {
  const directory = join(home, 'data', 'trame', id);
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries({ ...files, 'app.yml': yaml })) writeFileSync(join(directory, name), text);
}

/** The same for a small web app, which no other user can reach; `fields` are further lines of its file. */
export function writeWebApp(home: string, id: string, fields: string, command = webCommand): void {
  const indented = command.replaceAll(/^/gm, '  ');
  const yaml = `${fields}kind: web\nunix_socket: true\ncommand: |\n${indented}\n`;
  writeUserApp(home, id, yaml, { 'serve.py': program });
}

/** What starts it. */
export const webCommand = 'exec python3 "$APP_DIRECTORY/serve.py"';

const program = `import http.server, os, socketserver
class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    def get_request(self):
        return self.socket.accept()[0], ("", 0)
Server(os.environ["UNIX_SOCKET"], http.server.SimpleHTTPRequestHandler).serve_forever()
`;

/** Chooses JupyterLab's dark theme before it starts, as its menu does. */
export function chooseDarkTheme(home: string): void {
  const directory = join(home, 'config', 'lab', 'user-settings', '@jupyterlab', 'apputils-extension');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'themes.jupyterlab-settings'), '{"theme": "JupyterLab Dark"}');
}

/** What was copied last. */
export function clipboardText(page: Page): Promise<string> {
  return page.evaluate<string>('navigator.clipboard.readText()');
}

/** The card of an instance, by the name on it. */
export function cardNamed(page: Page, name: string, state?: string) {
  const cards = page.locator(state === undefined ? 'tm-instance-card' : `tm-instance-card[data-state=${state}]`);
  return cards.filter({ has: page.getByRole('heading', { name, exact: true }) });
}
