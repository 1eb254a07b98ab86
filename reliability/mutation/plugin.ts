import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { ConfinedTestRunner } from './confined-test-runner.ts';
import { SampleChecker } from './sample-checker.ts';

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'confined', ConfinedTestRunner),
  declareClassPlugin(PluginKind.Checker, 'sample', SampleChecker),
];

/** Makes the option known to Stryker; stryker-run.ts alone writes it. */
export const strykerValidationSchema = { properties: { mutation: { type: 'object' } } };
