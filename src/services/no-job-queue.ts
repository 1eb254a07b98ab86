import { EventEmitter } from 'node:events';
import { ManagerError } from '../domain/errors.ts';
import type { JobQueue } from './ports.ts';

/** The queue of a site without a scheduler: it is empty, and whatever is asked of it is not supported. */
export function noJobQueue(): JobQueue {
  const refuse = () => Promise.reject(new ManagerError('not_supported', 'This site has no scheduler for jobs.'));
  return Object.assign(new EventEmitter<{ change: [] }>(), {
    title: null,
    contact: () => ({ state: 'unknown' as const, since: null, message: null }),
    list: () => [],
    find: () => null,
    watch: () => () => undefined,
    refresh: async () => undefined,
    limits: refuse,
    submit: refuse,
    test: refuse,
    findEnded: async () => [],
    outputFiles: refuse,
    cancel: refuse,
    hold: refuse,
    release: refuse,
    close: () => undefined,
  });
}
