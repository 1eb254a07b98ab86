/** What a first visit does not wait for: all that opens over the page when it is asked for. One file, as each one costs a request. */
import './tm-address-dialog.ts';
import './tm-calls-dialog.ts';
import './tm-file-dialog.ts';
import './tm-log-viewer.ts';
import './tm-script-dialog.ts';
import './tm-server-dialog.ts';
import '../recipes/tm-copy-app-dialog.ts';
import '../recipes/tm-recipe-dialog.ts';
import '../recipes/tm-save-recipe-dialog.ts';
