import { html } from 'lit';
import type { Job, QueuePlace } from '../../domain/scheduler.ts';
import { jobTexts } from '../texts/jobs.ts';
import '../components/tm-elapsed.ts';
import { formatMoment } from '../format.ts';
import { icon } from '../icons.ts';
import { serverClock } from '../server-clock.ts';

/** The part of a job that everything that runs as one knows. */
interface ShownJob {
  id: string;
  partition: string | null;
  nodes: number;
  node_list: string | null;
}

/** Its number, partition and nodes, as entries of a list of facts. */
export function jobFacts(job: ShownJob): unknown[] {
  const facts: unknown[] = [jobTexts.number(job.id)];
  if (job.partition !== null) facts.push(job.partition);
  facts.push(html`<span title=${job.node_list ?? ''}>${jobTexts.nodes(job.nodes)}</span>`);
  return facts;
}

/** Where those of the user's jobs stand in the queue of which that is known, by their numbers. */
export function queuePlaces(jobs: readonly Job[]): ReadonlyMap<string, QueuePlace> {
  return new Map(jobs.flatMap(({ id, queue_place }) => (queue_place === null ? [] : [[id, queue_place]])));
}

/** Where it stands in the queue, as an entry of a list of facts; none where that is not known. */
export function placeFacts(place: QueuePlace | null): unknown[] {
  return place === null ? [] : [jobTexts.place(place.place, place.waiting, place.partition)];
}

/** When it is expected to start, or how long it has left. */
export function timeFacts(expectedStartAt: string | null, endsAt: string | null): unknown[] {
  if (expectedStartAt !== null) {
    return [html`${icon('clock')}${jobTexts.expectedStart(formatMoment(expectedStartAt, serverClock.nowMs()))}`];
  }
  if (endsAt === null) return [];
  return [html`${icon('clock')}<tm-elapsed .until=${endsAt} .phrase=${jobTexts.timeLeft}></tm-elapsed>`];
}
