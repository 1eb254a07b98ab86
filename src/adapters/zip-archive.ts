import type { ReportEntry } from '../domain/report.ts';

/**
 * Packs entries into a zip file while it is read. One entry is read after the other, and no further than the reader of the zip
 * file has come.
 */
export async function* packZip(entries: AsyncIterable<ReportEntry>): AsyncGenerator<Uint8Array> {
  // Few ask for a report, and no start of the daemon is to wait for what makes one.
  const { Zip, ZipDeflate } = await import('fflate');
  const packed: Uint8Array[] = [];
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    packed.push(bytes);
  });
  const mtime = packableTime(new Date());
  for await (const { name, content } of entries) {
    const file = Object.assign(new ZipDeflate(name), { mtime, os: unix, attrs: plainFile });
    zip.add(file);
    for await (const piece of content) {
      file.push(piece);
      yield* packed.splice(0);
    }
    file.push(new Uint8Array(), true);
    yield* packed.splice(0);
  }
  zip.end();
  yield* packed.splice(0);
}

/** Of the two systems that a zip file can name, the one with modes. */
const unix = 3;
/** A plain file, mode 0600. */
const plainFile = (0o100600 << 16) >>> 0;

/** Zip files know the years 1980 to 2099; a clock that is wrong is no reason to have no report. */
function packableTime(now: Date): Date {
  const year = now.getFullYear();
  return year >= 1980 && year < 2099 ? now : new Date(2000, 0, 1);
}
