/** What the API reference shows for a job and its submission; a test holds both to their schemas. */
export const aSubmission = { script: '#!/bin/bash\n#SBATCH --time=10\nhostname\n', name: 'run 7' };

export const aJob = {
  id: '4711',
  name: 'run 7',
  phase: 'queued',
  reason: 'Other jobs are ahead',
  reason_code: 'Priority',
  stuck: false,
  account: 'proj1',
  partition: 'batch',
  qos: 'normal',
  nodes: 2,
  node_list: null,
  cpus: 96,
  walltime_seconds: 3600,
  submitted_at: '2026-01-15T09:30:00.000Z',
  expected_start_at: '2026-01-15T10:00:00.000Z',
  queue_place: { place: 3, waiting: 12, partition: 'batch' },
  started_at: null,
  ends_at: null,
  ended_at: null,
  exit_code: null,
  signal: null,
  restarts: 0,
  working_directory: '/home/ada/run7',
  usage: null,
};
