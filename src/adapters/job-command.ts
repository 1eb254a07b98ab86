import { isIP } from 'node:net';
import type { JobAddress } from '../domain/instance.ts';
import { quoteForShell } from '../domain/quote-for-shell.ts';
import {
  ownedVariables,
  parameterPrefix,
  withheldPrefixes,
  withheldVariables,
} from '../domain/reserved-environment.ts';
import { moduleSetup } from './keeper-script.ts';
import { waitForChild } from './shell-waiting.ts';

export type { JobAddress } from '../domain/instance.ts';

/** What a job is to run, for apps and ParaView servers alike. */
export interface JobCommand {
  /** As shown in the first line. */
  name: string;
  /** Shell lines of the site file that come before the body. */
  environmentCommands: string[];
  /** Variables of the body; what the scheduler or the site's template set stays beside them. */
  environment: Record<string, string>;
  /** Absolute; the body starts there. */
  workingDirectory: string;
  /** Absolute. The job finds it on its node under this very path. */
  sessionDirectory: string;
  /** Shell text. It finds PORT, HOST_NAME, HOST_ADDRESS and SESSION_DIR, and listens on HOST_ADDRESS:PORT. */
  body: string;
  /** Tried first; default: any free port. */
  preferredPort?: number | null;
  /** Put behind the first label of the node's name where that name resolves: "n1.x" with "i" -> "n1i.x". Default: none. */
  hostSuffix?: string;
}

/**
 * The text of the file that a batch job runs once, by `bash <file>` on its first node. Only the user may read the file, as
 * its variables may be secrets: none of them stands in an argument. It works with bash 4.2 and later, and
 *
 * - chooses a TCP port that nobody has on the node, and announces it by one line in `address` (see `parseAddress`),
 * - runs the body in a process group of its own, passes TERM and INT on to it and waits,
 * - runs it again with another port where it failed soon and another program has its port,
 * - notes the end in `exit_status` as a keeper does (keeper-notes.ts), also when it ends by TERM.
 *
 * A guard in the body's group holds the reading end of a pipe: when the job's own shell is killed, it ends the group, which
 * schedulers that know a job by its process group would miss.
 */
export function jobCommand(options: JobCommand): string {
  const variables = Object.entries(options.environment).map(([name, value]) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new TypeError(`"${name}" is no name of a variable`);
    return `export ${name}=${quoteForShell(value)}`;
  });
  const body = [...options.environmentCommands, enter(options.workingDirectory), options.body].join('\n');
  return `# Runs ${JSON.stringify(options.name)} in a batch job. Written by Trame Manager at each start; changes are lost.
tm_directory=${quoteForShell(options.sessionDirectory)}
tm_preferred=${options.preferredPort ?? ''}
tm_suffix=${quoteForShell(options.hostSuffix ?? '')}
tm_body=${quoteForShell(body)}
tm_variables() {
  unset ${unsetNames.join(' ')} ${unsetPrefixes.map((prefix) => `\${!${prefix}@}`).join(' ')}
  ${variables.join('\n  ')}
  export SESSION_DIR="$tm_directory"
}
tm_modules() {
  if ! type module >/dev/null 2>&1; then
${moduleSetup}
  fi
}
${runner}`;
}

/** Reads `address`: "n1.cluster 10.0.0.1 23456 1763719200"; null where there is no whole line of that form. */
export function parseAddress(text: string): JobAddress | null {
  const [, host = '', address = '', port, seconds] =
    /^([A-Za-z0-9][A-Za-z0-9._-]{0,252}) ([0-9A-Fa-f.:]{2,45}) (\d{1,5}) (\d{9,11})\n$/.exec(text) ?? [];
  if (isIP(address) === 0 || Number(port) < 1 || Number(port) > 65_535) return null;
  return { host, address, port: Number(port), at: new Date(Number(seconds) * 1000).toISOString() };
}

/** What came along from the daemon's own environment: credentials, and what is said anew of each run. */
const unsetNames = [...withheldVariables, ...ownedVariables.filter((name) => name !== 'PORT'), 'JUPYTER_TOKEN'];
const unsetPrefixes = [...withheldPrefixes, parameterPrefix, 'TRAME_MANAGER_'];

function enter(workingDirectory: string): string {
  const directory = quoteForShell(workingDirectory);
  return `cd -- ${directory} || { echo "Trame Manager: the working directory cannot be entered: "${directory}; exit 1; }`;
}

/**
 * - `set -m` while the body is started gives it a process group of its own and default signals; see keeper-script.ts.
 * - HOSTNAME may come along from the machine that the job was handed in on, so the kernel is asked.
 * - The body stands in a variable, so that a mistake in its syntax ends the body and not this script.
 */
const runner = String.raw`
tm_note_end() { printf '%-63s\n' "$1" 1<>"$tm_directory/exit_status"; }
tm_now() { tm_time=$EPOCHREALTIME; [ -n "$tm_time" ] || printf -v tm_time '%(%s)T' -1; tm_time=${'$'}{tm_time/[!0-9]/.}; }

tm_read_sockets() { tm_sockets=$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null); }
tm_has_socket() { local hex; printf -v hex '%04X' "$1"; [[ $tm_sockets == *":$hex "* ]]; }
tm_has_listener() { local hex; printf -v hex '%04X' "$1"; [[ $tm_sockets =~ :$hex" "[0-9A-F]+:0000" 0A " ]]; }
tm_choose_port() {
  local low try
  tm_read_sockets
  PORT=$tm_preferred tm_preferred=
  [ -z "$PORT" ] || tm_has_socket "$PORT" || return 0
  # Below the range from which the kernel takes ports for outgoing connections, where that leaves enough.
  read -r low _ </proc/sys/net/ipv4/ip_local_port_range 2>/dev/null
  [ "${'$'}{low:-0}" -gt 21000 ] || low=61000
  for try in {1..200}; do
    PORT=$((20000 + (RANDOM * 32768 + RANDOM) % (low - 20000)))
    tm_has_socket "$PORT" || return 0
  done
}

tm_resolve() {
  local address rest
  while read -r address rest; do
    case $address in 127.*) ;; *.*.*.*) echo "$address"; return 0 ;; esac
  done < <(getent ahostsv4 "$1" 2>/dev/null)
  return 1
}
tm_own_address() {
  local address
  for address in $(hostname -I 2>/dev/null); do
    case $address in 127.*) ;; *.*.*.*) echo "$address"; return 0 ;; esac
  done
  echo 127.0.0.1
}
tm_find_host() {
  local label other
  read -r HOST_NAME </proc/sys/kernel/hostname
  label=${'$'}{HOST_NAME%%.*}
  other=$label$tm_suffix${'$'}{HOST_NAME#"$label"}
  if [ -n "$tm_suffix" ] && HOST_ADDRESS=$(tm_resolve "$other"); then
    HOST_NAME=$other
    return 0
  fi
  HOST_ADDRESS=$(tm_resolve "$HOST_NAME") || HOST_ADDRESS=$(tm_own_address)
}
tm_announce() {
  local now
  printf -v now '%(%s)T' -1
  printf '%s %s %s %s\n' "$HOST_NAME" "$HOST_ADDRESS" "$PORT" "$now" >"$tm_directory/address.new" &&
    mv -f "$tm_directory/address.new" "$tm_directory/address"
}

tm_group= tm_asked=
tm_pass_on() {
  tm_asked=1 tm_interrupted=1
  [ -z "$tm_group" ] || kill "-$1" -- "-$tm_group" 2>/dev/null
}
trap 'tm_pass_on TERM' TERM
trap 'tm_pass_on INT' INT
trap 'tm_interrupted=1' HUP PIPE

# More processes in the body's group than the guard.
tm_has_others() {
  local file stat count=0
  for file in /proc/[0-9]*/stat; do
    { IFS= read -r -d '' stat <"$file"; } 2>/dev/null
    set -- ${'$'}{stat##*') '}
    [ "$3" != "$tm_group" ] || [ "$1" = Z ] || count=$((count + 1))
  done
  [ "$count" -gt "$tm_guards" ]
}
# After TERM whoever still saves something gets the time; else a server in the background keeps the job.
tm_goes_on() {
  tm_has_others || return 1
  [ -z "$tm_asked" ] || return 0
  tm_read_sockets
  [ "$tm_code" -eq 0 ] && tm_has_listener "$PORT"
}

tm_run() {
  local pipe=$tm_directory/alive.$$ tm_alive= tm_guards=0
  rm -f "$pipe"
  mkfifo -m 600 "$pipe" 2>/dev/null && exec {tm_alive}<>"$pipe" && tm_guards=1
  set -m
  (
    if [ -n "$tm_alive" ]; then
      exec {tm_end}<"$pipe" {tm_alive}>&-
      ( trap : TERM INT HUP; until read -r -u "$tm_end" || [ "$?" -le 128 ]; do :; done; kill -KILL 0 ) </dev/null >/dev/null 2>&1 &
      exec {tm_end}<&-
    fi
    tm_variables
    export PORT HOST_NAME HOST_ADDRESS
    tm_modules
    eval "$tm_body"
  ) </dev/null &
  tm_group=$!
  set +m
  # A signal that came before the group had its number.
  [ -z "$tm_asked" ] || kill -TERM -- "-$tm_group" 2>/dev/null
${waitForChild('tm_group', 'tm_')}
  while tm_goes_on; do sleep 0.2; done
  tm_group=
  # The guard ends what is left.
  [ -z "$tm_alive" ] || exec {tm_alive}>&-
  rm -f "$pipe"
}

tm_umask=$(umask)
umask 077
tm_note_end running
rm -f "$tm_directory/address"
tm_find_host
for tm_attempt in 1 2 3 4 5; do
  tm_choose_port
  tm_announce
  tm_started=$SECONDS
  umask "$tm_umask"
  tm_run
  umask 077
  [ "$tm_code" -ne 0 ] && [ -z "$tm_asked" ] && [ $((SECONDS - tm_started)) -lt 20 ] || break
  tm_read_sockets
  tm_has_listener "$PORT" || break
  echo "Trame Manager: port $PORT was taken by another program; once more with another one."
done
tm_now
tm_note_end "exit $tm_code $tm_time"
exit "$tm_code"
`;
