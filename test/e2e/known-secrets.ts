import type { BrowserContext } from 'playwright-core';

/** The values that no app may get; grows with what is met on the way. */
export class KnownSecrets {
  readonly values = new Set<string>();

  add(...values: string[]): void {
    for (const value of values) if (value !== '') this.values.add(value);
  }

  /** Counts what the addresses of a browser hold from now on, those of the hub's login too. */
  watch(context: BrowserContext): void {
    context.on('request', (sent) => {
      const { searchParams } = new URL(sent.url());
      for (const name of ['code', 'state', 'launch_token', '_xsrf', 'token']) this.add(searchParams.get(name) ?? '');
    });
  }

  /** Counts the cookies of the hub, Jupyter and the daemon that a browser has now, and what is in them; gives their names. */
  async addCookies(context: BrowserContext): Promise<string[]> {
    const cookies = (await context.cookies()).filter(({ name }) => ours.test(name));
    for (const { value } of cookies)
      this.add(value, decodeURIComponent(value).replace(/^"|"$/g, ''), ...signedContents(value));
    return cookies.map(({ name }) => name);
  }

  /** Those that are in a text. */
  in(text: string): string[] {
    return [...this.values].filter((value) => text.includes(value));
  }
}

const ours = /^(jupyterhub-|_xsrf$|username-|trame_manager)/;

/** What Tornado signs is in a cookie as "2|1:0|10:<time>|<length>:<name>|<length>:<base64>|<signature>". */
function signedContents(cookie: string): string[] {
  const content = /\|\d+:([\w+/=-]{16,})\|[0-9a-f]{64}/.exec(decodeURIComponent(cookie))?.[1];
  return content === undefined ? [] : [content, Buffer.from(content, 'base64').toString('latin1')];
}
