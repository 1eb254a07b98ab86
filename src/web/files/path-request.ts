import type { FileEntry } from '../../domain/file-list.ts';

/** What is asked for when somebody browses. */
export interface PathRequest {
  /** Over the dialog: "Data directory". */
  title: string;
  kind: FileEntry['kind'];
  /** What the field holds: where to start. */
  value: string;
}
