import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createAnnouncer } from './announce.mjs';
import { setUp, setupSteps } from './setup.mjs';
import { runScript } from './setup-command.mjs';
import { startJupyterLab } from './start-jupyter-lab.mjs';

const help = `npm start [-- options]

Sets up what is missing and opens JupyterLab with the Trame Manager tile.

  --no-browser   do not open a browser; the URL is printed anyway
  --port N       the port of JupyterLab (default: 8888, or the next free one)
  --help         this text
`;

async function main() {
  const options = parseOptions();
  if (options === null) return;
  const announce = createAnnouncer({ total: setupSteps + 1 });
  const { python } = await setUp({ root: fileURLToPath(new URL('..', import.meta.url)), announce });
  let jupyter = null;
  await announce('JupyterLab', async () => {
    console.log(); // JupyterLab's own lines follow
    jupyter = startJupyterLab({ python, ...options });
    endOnSignals(jupyter);
    const url = await Promise.race([jupyter.url, jupyter.ended.then(() => jupyter.url)]);
    return `ready\n\n    ${url}\n\nIts launcher shows the tile "Trame Manager". Ctrl-C ends JupyterLab.\n`;
  });
  process.exitCode = await jupyter.ended;
}

function parseOptions() {
  try {
    const { values } = parseArgs({
      options: { 'no-browser': { type: 'boolean' }, port: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.port !== undefined && !/^\d{1,5}$/.test(values.port))
      throw new Error(`--port is not a number: ${values.port}`);
    if (values.help) {
      console.log(help);
      return null;
    }
    return {
      browser: !values['no-browser'] && hasDisplay(),
      port: values.port === undefined ? null : Number(values.port),
    };
  } catch (error) {
    console.error(`${error.message}\n\n${help}`);
    process.exitCode = 2;
    return null;
  }
}

/** Where there is no display, Python would open a text browser in this terminal. */
function hasDisplay() {
  return process.platform === 'darwin' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function endOnSignals(jupyter) {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.removeAllListeners(signal); // those of the set-up would end this program before JupyterLab
    process.on(signal, () => {
      jupyter.stop(asked ? 'SIGKILL' : 'SIGTERM');
      asked = true;
    });
  }
}

await runScript(main);
