import type { Coding } from '../domain/content-coding.ts';
import type { AssetsLog } from './assets-log.ts';
import { createBackgroundWork } from './background-work.ts';
import { createCompressedFiles } from './compressed-files.ts';
import { compressQuickly, compressWell } from './compression.ts';
import { createRecentForms } from './recent-forms.ts';

/** Something to be compressed. */
export interface Content {
  /** SHA-256, hexadecimal. */
  hash: string;
  body: Buffer;
  /** Whether its forms may go to disk, and a good one is worth its price at first sight. */
  lasting: boolean;
}

export interface CompressedFormsOptions {
  directory: string | null;
  log: AssetsLog;
  memoryBytes?: number;
  diskBytes?: number;
  idleMs?: number;
}

/** A compressed form of a content, as it is held in memory. */
interface Form {
  /** Null where compression does not pay. */
  body: Buffer | null;
  /** Whether a better one is not to be had. */
  best: boolean;
  uses: number;
}

const mebibyte = 1024 * 1024;
/** A form that saves less than this share is not worth unpacking. */
const worthwhileShare = 0.95;

/**
 * Keeps compressed forms by what their content is, not by whose it is: apps and instances share them, and none can be stale.
 * The first answer takes a quick form; a good one is made later, while nobody waits.
 */
export function createCompressedForms(options: CompressedFormsOptions) {
  const { memoryBytes = 32 * mebibyte, diskBytes = 256 * mebibyte, idleMs = 2000, log } = options;
  const recent = createRecentForms<Form>(memoryBytes, (form) => form.body?.length ?? 0);
  const files = createCompressedFiles(options.directory, diskBytes, log);
  const background = createBackgroundWork({ idleMs, maximumBytes: 32 * mebibyte, log });
  const wanted = new Map<string, Promise<Form>>();

  const find = async (content: Content, coding: Coding): Promise<Form> => {
    const kept = content.lasting ? await files.read(content.hash, coding) : null;
    if (kept !== null) return { body: kept, best: true, uses: 0 };
    const quick = await compressQuickly(content.body, coding);
    return { body: ifWorthwhile(quick, content.body), best: false, uses: 0 };
  };

  const improve = (key: string, content: Content, coding: Coding) =>
    background.add(key, content.body.length, async (signal) => {
      const kept = content.lasting ? await files.read(content.hash, coding) : null;
      const better = kept ?? (await compressWell(content.body, coding, signal));
      const form = recent.get(key);
      const before = form?.body?.length ?? content.body.length;
      const body = better.length < before ? ifWorthwhile(better, content.body) : (form?.body ?? null);
      recent.set(key, { body, best: true, uses: form?.uses ?? 0 });
      if (body !== null && content.lasting && kept === null) await files.write(content.hash, coding, body);
    });

  return {
    /** The content in this coding, or null where that does not pay. Requests for one content at once wait for one result. */
    async form(content: Content, coding: Coding): Promise<Buffer | null> {
      background.postpone();
      const key = `${content.hash}.${coding}`;
      let form = recent.get(key);
      if (form === undefined) {
        const finding = wanted.get(key) ?? find(content, coding);
        wanted.set(key, finding);
        form = await finding.finally(() => wanted.delete(key));
        if (recent.get(key) === undefined) recent.set(key, form);
      }
      form.uses += 1;
      // What may be another at each request is worth the effort only when it comes again.
      if (!form.best && (content.lasting || form.uses > 1)) improve(key, content, coding);
      return form.body;
    },
    settled: () => background.settled(),
    close: () => background.close(),
  };
}

function ifWorthwhile(form: Buffer, plain: Buffer): Buffer | null {
  return form.length < plain.length * worthwhileShare ? form : null;
}
