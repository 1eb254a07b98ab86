import { createHash, randomUUID } from 'node:crypto';
import { constants, link, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ManagerError } from '../domain/errors.ts';
import type { RecipeFileProblem, RecipeFiles } from '../domain/recipe.ts';
import { codeOf } from './error-code.ts';
import { readMountPoints } from './mount-points.ts';
import { NoAnswer, type Patience } from './patience.ts';
import { askByMount } from './patient-links.ts';
import { parseRecipe, readRecipe, recipeText } from './recipe-document.ts';
import { whyNotWritten } from './write-failure.ts';
import { maximumDocumentBytes } from './yaml-document.ts';
import { wholeFile } from './yaml-document-problem.ts';

/** Recipes in directories that may be shared, and may not answer: `patience` says how long is waited for them. */
export function createRecipeFiles(patience: Patience): RecipeFiles {
  const ask = async <T>(file: string, work: () => Promise<T>) =>
    askByMount(patience, await readMountPoints())(dirname(file), work);
  return {
    read: (file) =>
      ask(file, () => readRecipe(file)).catch((error: unknown) => ({ ok: false, problems: [silent(error)] })),
    parse: parseRecipe,
    textOf: recipeText,
    digest: (file) => ask(file, () => digestOf(file)).catch(() => null),
    async write(file, recipe, { replace }) {
      try {
        await ask(file, () => place(file, recipeText(recipe), replace));
      } catch (cause) {
        if (codeOf(cause) === 'EEXIST' && !replace)
          throw new ManagerError('file_exists', `${file} is there already.`, { cause });
        throw new ManagerError('file_not_written', `${file} cannot be written: ${whyNotWritten(cause)}.`, { cause });
      }
    },
  };
}

function silent(error: unknown): RecipeFileProblem {
  if (error instanceof NoAnswer) return wholeFile('Its file system does not answer at the moment.');
  return wholeFile(`It cannot be read: ${String(error)}.`);
}

/** With the rights that the user's umask leaves, as it is there to be shared. Others see it whole or not at all. */
async function place(file: string, text: string, replace: boolean): Promise<void> {
  const temporary = join(dirname(file), `.${randomUUID()}.new`);
  try {
    const handle = await open(temporary, 'wx', 0o666);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (replace) await rename(temporary, file);
    else await nameOnce(temporary, file);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** A name that is taken stays as it is. Where the file system knows no second name of a file, somebody may be faster. */
async function nameOnce(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(error))) throw error;
    const isTaken = await lstat(file).then(
      () => true,
      () => false,
    );
    if (isTaken) throw Object.assign(new Error(`${file} exists`), { code: 'EEXIST' });
    await rename(temporary, file);
  }
}

async function digestOf(file: string): Promise<string | null> {
  // O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const status = await handle.stat();
    if (!status.isFile() || status.size > maximumDocumentBytes) return null;
    return createHash('sha256')
      .update(await handle.readFile())
      .digest('hex');
  } finally {
    await handle.close();
  }
}
