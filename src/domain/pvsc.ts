/** What a connection file tells. */
export interface PvscServer {
  name: string;
  host: string;
  port: number;
  /** A machine from which `host` can be reached by its name or address: for a tunnel from elsewhere. */
  gateway: string;
}

/**
 * A .pvsc file for a desktop ParaView (File, Connect, Load Servers). It connects directly; a comment says how to go by
 * way of ssh where the desktop cannot reach the server.
 */
export function pvscFile({ name, host, port, gateway }: PvscServer): string {
  const tunnel = `ssh -L ${port}:${host}:${port} ${gateway}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- Where your desktop cannot reach ${asComment(host)}, open a tunnel in a terminal and leave it open:
       ${asComment(tunnel)}
     Then replace the host below by localhost. -->
<Servers>
  <Server name="${asAttribute(name)}" resource="cs://${asAttribute(bracketed(host))}:${port}" timeout="60">
    <ManualStartup/>
  </Server>
</Servers>
`;
}

// "::1" -> "[::1]"
function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function asAttribute(text: string): string {
  return text.replace(/[&<>"'\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Two hyphens would end a comment: "a---b" -> "a- - -b" */
function asComment(text: string): string {
  return text.replaceAll(/-(?=-)/g, '- ');
}
