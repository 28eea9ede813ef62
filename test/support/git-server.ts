import { spawn } from 'node:child_process';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';

/** Serves a folder of bare repositories on the loopback address by git's own HTTP backend, to who has the token. */
export class GitServer {
  private readonly server: Server;
  private readonly scheme: string;

  constructor(
    private readonly root: string,
    private readonly token: string,
    /** Key and certificate for https; without them, the server speaks http. */
    tls?: { readonly key: Buffer; readonly cert: Buffer },
  ) {
    const answer = (request: IncomingMessage, response: ServerResponse): void => this.answer(request, response);
    this.server = tls ? createSecureServer(tls, answer) : createServer(answer);
    this.scheme = tls ? 'https' : 'http';
  }

  /** Starts it on a port, by default a free one, and returns its address. */
  start(port = 0): Promise<string> {
    return new Promise((resolve, reject) => {
      this.server.on('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        const address = this.server.address();
        if (typeof address === 'object' && address) resolve(`${this.scheme}://127.0.0.1:${address.port}`);
        else reject(new Error('a server without a port'));
      });
    });
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const expected = `Basic ${Buffer.from(`x-access-token:${this.token}`).toString('base64')}`;
    if (request.headers.authorization !== expected) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
      return;
    }
    const backend = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: this.root,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        REMOTE_ADDR: '127.0.0.1',
        // Who is named may push.
        REMOTE_USER: 'x-access-token',
        ...(request.headers['content-length'] === undefined
          ? {}
          : { CONTENT_LENGTH: request.headers['content-length'] }),
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    request.pipe(backend.stdin);
    const chunks: Buffer[] = [];
    backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    backend.on('close', () => send(Buffer.concat(chunks), response));
  }
}

/** What a CGI program prints: headers, one of which may be the status, an empty line, and the body. */
function send(printed: Buffer, response: ServerResponse): void {
  const end = printed.indexOf('\r\n\r\n');
  const headers = printed
    .subarray(0, end)
    .toString()
    .split('\r\n')
    .map((line) => line.split(': '));
  const status = Number(headers.find(([name]) => name === 'Status')?.[1].split(' ')[0] ?? 200);
  response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== 'Status')));
  response.end(printed.subarray(end + 4));
}
