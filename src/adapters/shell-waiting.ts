/**
 * Bash that waits for a child, whose pid is in the variable `pid`, and leaves its exit code in `<prefix>code`. Signals may come
 * meanwhile: their traps set `<prefix>interrupted`, and the wait goes on.
 */
export function waitForChild(pid: string, prefix = ''): string {
  const [code, interrupted, status] = [`${prefix}code`, `${prefix}interrupted`, `${prefix}status`];
  return `${code}=
while :; do
  ${interrupted}=
  wait "$${pid}"
  ${status}=$?
  # 127 on a second wait: the first one already told the status, a signal came just then.
  { [ "$${status}" -eq 127 ] && [ -n "$${code}" ]; } || ${code}=$${status}
  [ -n "$${interrupted}" ] || break
done`;
}
