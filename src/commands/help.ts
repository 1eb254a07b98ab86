/** What `trame-manager --help` prints. */
export const help = `Trame Manager: launch, open and watch trame apps from Jupyter.

trame-manager serve [--socket PATH | --host H --port P] [--base-url URL-PATH]
                    [--configuration NAME|FILE] [--state-dir DIR] [--app-path DIR]...
      runs the daemon; Jupyter does this by itself when its tile is clicked
trame-manager doctor
      checks the set-up: what was found, what is missing, the command that mends it
trame-manager apps
      lists the apps that were found and the app files with errors
trame-manager configuration check FILE
      checks a site configuration
trame-manager --version | --help

Flags
  --socket PATH         listen on a unix socket that only you can open
  --host H, --port P    listen on TCP (default 127.0.0.1, any free port); a token is needed then
  --base-url URL-PATH   the path under which browsers see the daemon (default /)
  --configuration C     site configuration: a shipped name or a file (default desktop)
  --state-dir DIR       where instances are recorded (default ~/.local/state/trame-manager)
  --app-path DIR        also look for apps in DIR/trame/<app>/app.yml; can be repeated

Environment (flags win)
  TRAME_MANAGER_CONFIGURATION, TRAME_MANAGER_STATE_DIR, TRAME_MANAGER_LOG_LEVEL (default info)
  TRAME_MANAGER_TOKEN   the bearer token of TCP mode; without it one is made and printed

Exit codes: 0 ended as asked, 1 failure while running, 2 usage or configuration error
`;
