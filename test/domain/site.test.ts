import t from 'tap';
import { siteDefaults } from '../../src/domain/site.ts';

t.test('where a site says nothing, no servers are started, no jobs handed in, and the usual limits hold', async (t) => {
  const { paraview, schedulerOptions, jobs } = siteDefaults;
  t.equal(jobs, null);
  t.strictSame(schedulerOptions, {
    commandTimeoutMs: 15_000,
    commandDirectory: null,
    accountsCommand: null,
    partitionsCommand: null,
  });
  t.match(paraview, { start: 'none', command: '', requiredProgram: null, job: null, hostSuffix: '' });
  t.strictSame([paraview.known, paraview.fields], [[], []]);
  t.strictSame(
    [paraview.warnBeforeEndMs, paraview.readyTimeoutMs, paraview.endsWithLastClient],
    [600_000, 120_000, true],
  );
});
