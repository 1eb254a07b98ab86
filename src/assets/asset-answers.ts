import { createHash } from 'node:crypto';
import { type Coding, chooseCoding } from '../domain/content-coding.ts';
import { type AssetAnswer, type AssetRequest, assetLimit } from './asset-eligibility.ts';
import { assetKind } from './asset-kind.ts';
import type { AssetsLog } from './assets-log.ts';
import { createCompressedForms } from './compressed-forms.ts';
import { dictionaryForm, offersDictionary } from './dictionary-coding.ts';
import { entityTag, matchesTag, withheldConditions } from './entity-tag.ts';
import { amendedHeaders, presentedHeaders } from './freshness.ts';
import { without } from './header-list.ts';
import { createRecentForms } from './recent-forms.ts';

export type { AssetAnswer, AssetRequest } from './asset-eligibility.ts';

/** A whole answer, ready to be sent. */
export interface PresentedAnswer {
  status: number;
  /** Flat `[name, value, …]`, Content-Length included. */
  headers: string[];
  body: Buffer;
}

/** Makes what opening an app moves small: compresses answers that hold assets, and lets browsers keep them. */
export interface AssetAnswers {
  /** Names (lower case) of request headers that are not to be passed to the instance: conditions that we set ourselves. */
  withheld(request: AssetRequest): readonly string[];
  /**
   * Null: the answer goes on as a stream, with the headers that `amend` gives. Else the whole body is collected, up to this many
   * bytes, and given to `present`.
   */
  limitFor(request: AssetRequest, answer: AssetAnswer, path: string): number | null;
  /**
   * The answer as the browser gets it: 304 where it has this content already, else compressed as it accepts. Never throws.
   * @param path path and query below the instance's prefix; begins with "/"
   */
  present(request: AssetRequest, answer: AssetAnswer, path: string, body: Buffer): Promise<PresentedAnswer>;
  /** The headers of an answer that goes on as a stream: no browser may guess how long it holds. */
  amend(request: AssetRequest, answer: AssetAnswer): readonly string[];
  /** Resolves when no better form of any content is being made or waited for. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface AssetAnswersOptions {
  /** Where compressed forms are kept, shared by the daemons of one state directory; null: in memory only. */
  directory: string | null;
  log: AssetsLog;
  /** Default 32 MiB. */
  memoryBytes?: number;
  /** Default 256 MiB. */
  diskBytes?: number;
  /** Better forms are made when nothing was asked for this long; default 2,000. */
  idleMs?: number;
  /** A larger answer goes on as a stream; default 16 MiB. */
  maximumBytes?: number;
}

const mebibyte = 1024 * 1024;
const defaultMaximumBytes = 16 * mebibyte;
/** Below this, compression saves less than its header takes. */
const minimumCompressedBytes = 256;

/** The instance is asked each time, so what it has now is what is shown; only how that travels is decided here. */
export function createAssetAnswers(options: AssetAnswersOptions): AssetAnswers {
  const { maximumBytes = defaultMaximumBytes } = options;
  const forms = createCompressedForms(options);
  const references = createRecentForms<Buffer>(mebibyte, (form) => form.length);

  const encode = async (request: AssetRequest, hash: Buffer, body: Buffer, kind: { personal: boolean }) => {
    const content = { hash: hash.toString('hex'), body, lasting: !kind.personal };
    const coding = chooseCoding(request.headers['accept-encoding']);
    const packed = coding === null ? null : await forms.form(content, coding);
    return packed === null ? null : { coding, body: packed };
  };

  const refer = async (hash: Buffer, body: Buffer) => {
    const key = hash.toString('base64');
    const form = references.get(key) ?? (await dictionaryForm(body, hash));
    references.set(key, form);
    return form;
  };

  const present: AssetAnswers['present'] = async (request, answer, path, body) => {
    const kind = assetKind(answer.headers['content-type'], path);
    if (kind === null) return identity(answer.rawHeaders, body);
    const hash = createHash('sha256').update(body).digest();
    const headers = presentedHeaders(request, answer, { path, kind, length: body.length, tag: entityTag(hash) });
    if (matchesTag(request.headers['if-none-match'], hash)) {
      return { status: 304, headers: without(headers, isContentHeader), body: Buffer.alloc(0) };
    }
    let encoded: { coding: Coding | 'dcz' | null; body: Buffer } | null = null;
    if (offersDictionary(request.headers, hash)) encoded = { coding: 'dcz', body: await refer(hash, body) };
    else if (kind.compresses && body.length >= minimumCompressedBytes) {
      encoded = await encode(request, hash, body, kind);
    }
    if (encoded === null) return identity(headers, body);
    // A range of it would be one of the plain content.
    const list = without(headers, (name) => name === 'content-length' || name === 'accept-ranges');
    list.push('Content-Encoding', String(encoded.coding), 'Content-Length', String(encoded.body.length));
    return { status: 200, headers: list, body: encoded.body };
  };

  return {
    withheld: (request) => withheldConditions(request.headers),
    limitFor: (request, answer, path) => assetLimit(request, answer, path, maximumBytes),
    present: (request, answer, path, body) =>
      present(request, answer, path, body).catch((error: unknown) => {
        options.log.warn({ reason: String(error) }, 'An asset is passed on as it is');
        return identity(answer.rawHeaders, body);
      }),
    amend: amendedHeaders,
    settled: forms.settled,
    close: forms.close,
  };
}

function identity(headers: readonly string[], body: Buffer): PresentedAnswer {
  const list = without(headers, (name) => name === 'content-length');
  list.push('Content-Length', String(body.length));
  return { status: 200, headers: list, body };
}

/** A 304 says nothing about a body; a policy for the page is no such thing. */
function isContentHeader(name: string): boolean {
  return name.startsWith('content-') && !name.startsWith('content-security-') && name !== 'content-location';
}
