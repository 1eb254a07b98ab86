import { withoutEscapes } from '../../domain/failure-hints.ts';
import { findParaViewVersion } from '../../domain/paraview-version.ts';

/**
 * The shell text that a job runs for a server: a line in the log that begins this attempt, then the site's command. pvserver
 * ends with 0 where another program has its port; that becomes an error, so that the job tries another one.
 */
export function jobServerBody(command: string): string {
  return `echo "${marker} $PORT on $HOST_NAME"
tm_begin=$SECONDS
(
${command}
)
tm_status=$?
if [ "$tm_status" -eq 0 ] && [ $((SECONDS - tm_begin)) -lt 20 ]; then
  tm_log=$(tail -c 20000 -- "$SESSION_DIR/log" 2>/dev/null)
  tm_log=\${tm_log##*"${marker} $PORT "}
  case $tm_log in *'Address already in use'*) tm_status=98 ;; esac
fi
exit "$tm_status"
`;
}

const marker = 'Trame Manager: the server starts with port';

/** What the log of a job's server tells of the attempt with this port. */
export interface JobServerLog {
  /** True once it waits for clients, or, in a reverse connection, goes to its client by itself. */
  isReady: boolean;
  /** True where it connects to its client, so that nobody can connect to it. */
  isReverse: boolean;
  version: string | null;
}

/** Reads the last lines of a log; what an earlier attempt or run wrote does not count. */
export function readJobServerLog(text: string, port: number): JobServerLog {
  const begin = text.lastIndexOf(`${marker} ${port} `);
  const lines = begin === -1 ? '' : withoutEscapes(text.slice(begin));
  const isReverse = /reverse connection requested/i.test(lines);
  return {
    isReady: isReverse || /Accepting connection\(s\)/.test(lines),
    isReverse,
    version: findParaViewVersion(lines),
  };
}
