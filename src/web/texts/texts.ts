import { addressTexts } from './address-dialog.ts';
import { appTexts } from './apps.ts';
import { connectionTexts } from './connections.ts';
import { dryRunTexts } from './dry-run.ts';
import { favouriteTexts } from './favourites.ts';
import { fieldTexts } from './fields.ts';
import { fileDialogTexts } from './file-dialog.ts';
import { instanceTexts } from './instances.ts';
import { jobDialogTexts } from './job-dialog.ts';
import { jobTexts } from './jobs.ts';
import { language } from './language.ts';
import { launchTexts } from './launch-dialog.ts';
import { logLineTexts } from './log-lines.ts';
import { logTexts } from './log-viewer.ts';
import { noticeTexts } from './notices.ts';
import { pageTexts } from './page.ts';
import { pathTexts } from './paths.ts';
import { presetTexts } from './presets.ts';
import { recipeDialogTexts } from './recipe-dialogs.ts';
import { recipeTexts } from './recipes.ts';
import { scriptTexts } from './script.ts';
import { serverDialogTexts } from './server-dialog.ts';
import { serverTexts } from './servers.ts';
import { tableTexts } from './table.ts';
import { unitTexts } from './units.ts';

/**
 * All that the page says, by its files in this directory: what a translation has to give. The page itself takes each part from its
 * file, so that what is loaded later brings its own texts with it.
 */
export const texts = {
  language,
  addressDialog: addressTexts,
  apps: appTexts,
  connections: connectionTexts,
  dryRun: dryRunTexts,
  favourites: favouriteTexts,
  fields: fieldTexts,
  fileDialog: fileDialogTexts,
  instances: instanceTexts,
  jobDialog: jobDialogTexts,
  jobs: jobTexts,
  launchDialog: launchTexts,
  logLines: logLineTexts,
  logViewer: logTexts,
  notices: noticeTexts,
  page: pageTexts,
  paths: pathTexts,
  presets: presetTexts,
  recipeDialogs: recipeDialogTexts,
  recipes: recipeTexts,
  script: scriptTexts,
  serverDialog: serverDialogTexts,
  servers: serverTexts,
  table: tableTexts,
  units: unitTexts,
};

/** The type of a translation. */
export type Texts = typeof texts;
