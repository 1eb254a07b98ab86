import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StartPeer } from '../peer.ts';
import { processTree } from '../process-figures.ts';
import { answering, freePort, startProgram } from '../program.ts';

/** nginx with one worker, kept connections to the target, and nothing buffered on disk. */
export const startNginx: StartPeer = async ({ home, targetPort }) => {
  const port = await freePort();
  const program = startProgram('nginx', ['-p', home, '-c', file(home, port, targetPort)], { home });
  await answering(program, `http://127.0.0.1:${port}/`);
  return {
    name: 'nginx',
    port,
    prefix: '/',
    headers: '',
    processes: () => processTree(program.pid),
    stop: program.stop,
  };
};

function file(home: string, port: number, targetPort: number): string {
  const path = join(home, 'nginx.conf');
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  writeFileSync(
    path,
    `daemon off; worker_processes 1; worker_rlimit_nofile 20000; pid ${home}/pid; error_log ${home}/error.log warn; ${user}
events { worker_connections 20000; }
http {
  access_log off; tcp_nodelay on; keepalive_timeout 1h; keepalive_requests 1000000000;
  client_max_body_size 0; client_body_temp_path ${home}/body; proxy_temp_path ${home}/answers;
  fastcgi_temp_path ${home}/f; uwsgi_temp_path ${home}/u; scgi_temp_path ${home}/s;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  upstream target { server 127.0.0.1:${targetPort}; keepalive 64; keepalive_requests 1000000000; keepalive_timeout 1h; }
  server {
    listen 127.0.0.1:${port} backlog=8192;
    location / {
      proxy_pass http://target; proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;
      proxy_request_buffering off; proxy_buffering off; proxy_buffer_size ${bufferSize}; proxy_buffers 8 ${bufferSize};
      proxy_read_timeout 1h; proxy_send_timeout 1h;
    }
  }
}
`,
  );
  return path;
}

/** Its default of 8k takes about 1.6 times the processor time for a MB; beyond 32k little changes. */
const bufferSize = '256k';
