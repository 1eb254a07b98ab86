import { quoteForShell } from '../domain/quote-for-shell.ts';
import { waitForChild } from './shell-waiting.ts';

/**
 * The keeper: a bash process that leads an instance's session, starts its command, outlives the daemon and notes how the
 * command ended. It works with bash 4.2 and later. `$1` is the session directory; standard output is the log, standard
 * error goes nowhere, descriptor 3 leads to the daemon.
 *
 * - `set -m` while the command is started gives it a process group of its own and default signals (without it bash starts
 *   background commands with SIGINT ignored). It is off while waiting: with it, `wait` also returns when the command is
 *   only suspended.
 * - Signals are trapped with handlers, never ignored: ignored ones would be inherited by the command. SIGPIPE is trapped
 *   since the daemon may be gone when it is told.
 * - The daemon keeps its memory out of core dumps; an app's are the user's, as without us.
 * - `exit_status` and `process` are there already and are overwritten in place by one write, which works on a full disk;
 *   a reader takes only a whole line.
 */
export const keeperScript = String.raw`
directory=$1
command=
pass_on() {
  interrupted=1
  [ -z "$command" ] || kill "-$1" -- "-$command"
}
trap 'pass_on TERM' TERM
trap 'pass_on INT' INT
trap 'interrupted=1' HUP PIPE

identify() {
  local stat
  IFS= read -r -d '' stat <"/proc/$1/stat"
  set -f
  set -- "$1" ${'$'}{stat##*') '}
  set +f
  ticks=${'$'}{21:-0}
}

inherited_bash_env=$KEEPER_BASH_ENV
[ -z "$KEEPER_CORE_FILTER" ] || echo "0x$KEEPER_CORE_FILTER" >/proc/self/coredump_filter
unset KEEPER_BASH_ENV KEEPER_CORE_FILTER
set -m
(
  [ -z "$inherited_bash_env" ] || export BASH_ENV="$inherited_bash_env"
  exec "$BASH" "$directory/script.sh" 2>&1 3>&-
) &
command=$!
set +m

identify "$$"; who="keeper $$ $ticks"
identify "$command"; who="$who command $command $ticks"
printf '%-127s\n' "$who" 1<>"$directory/process"
printf '%s\n' "$who" >&3
exec 3>&- >/dev/null

${waitForChild('command')}

now=$EPOCHREALTIME
[ -n "$now" ] || printf -v now '%(%s)T' -1
printf '%-63s\n' "exit $code ${'$'}{now/[!0-9]/.}" 1<>"$directory/exit_status"
`;

/**
 * The script that an instance runs: `module`, the site's commands, the working directory, then the app's own command from
 * `commandFile`. It is no login shell, as Debian's /etc/profile would reset PATH and with it lose a Python environment.
 */
export function instanceScript(options: {
  name: string;
  environmentCommands: string[];
  workingDirectory: string;
  commandFile: string;
}): string {
  const directory = quoteForShell(options.workingDirectory);
  return `# Starts the instance ${JSON.stringify(options.name)}. Written by Trame Manager at each start; changes are lost.
if ! type module >/dev/null 2>&1; then
${moduleSetup}
fi
${options.environmentCommands.join('\n')}
cd -- ${directory} || {
  echo "Trame Manager: the working directory cannot be entered: "${directory}
  exit 1
}
. ${quoteForShell(options.commandFile)}
`;
}

/** Lets bash know `module` where the machine has it and the shell does not yet. */
export const moduleSetup = `  for trame_manager_file in \\
    "\${MODULESHOME:+$MODULESHOME/init/bash}" "\${LMOD_PKG:+$LMOD_PKG/init/bash}" \\
    /etc/profile.d/modules.sh /etc/profile.d/lmod.sh /etc/profile.d/z00_lmod.sh \\
    /usr/share/modules/init/bash /usr/share/lmod/lmod/init/bash; do
    [ -r "$trame_manager_file" ] || continue
    . "$trame_manager_file"
    ! type module >/dev/null 2>&1 || break
  done
  unset trame_manager_file`;
