import type { FileEntry } from '../../domain/file-list.ts';
import type { PageUi } from '../page-ui.ts';
import type { FilesApi } from './files-api.ts';
import { type Completion, completionsOf, splitTyped } from './path-completion.ts';
import type { PathRequest } from './path-request.ts';

/** What a field for a path offers beside typing. */
export interface PathSource {
  /** What a typed path may become; empty where nothing can be said. @throws ApiError */
  complete(typed: string, kind: FileEntry['kind']): Promise<Completion[]>;
  /** Asks for a path; null: none was chosen. */
  browse(request: PathRequest): Promise<string | null>;
}

export function createPathSource(files: Pick<FilesApi, 'list'>, ui: Pick<PageUi, 'askForPath'>): PathSource {
  return {
    async complete(typed, kind) {
      const split = splitTyped(typed);
      if (split === null) return [];
      const list = await files.list(split.directory, { kind, prefix: split.prefix });
      return completionsOf(typed, list, kind);
    },
    browse: (request) => ui.askForPath(request),
  };
}
