import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { join } from 'node:path';

/** The socket of a port of the namespace (relay-main.ts). */
export function socketOf(folder: string, port: number): string {
  return join(folder, 'ports', String(port));
}

export interface SocketAnswer {
  readonly status: number;
  readonly text: string;
}

export interface SocketRequest {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent by POST, as JSON; without one, the request is a GET. */
  readonly body?: object;
}

/** Asks a program in the namespace. A server that uses TLS presents the certificate of the stack. */
export async function ask(
  folder: string,
  port: number,
  { path, headers, body }: SocketRequest,
  ca?: string,
): Promise<SocketAnswer> {
  const request = ca === undefined ? plain : secure;
  const sending =
    body === undefined ? {} : { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } };
  const to = { socketPath: socketOf(folder, port), host: '127.0.0.1', path, timeout: 10_000, agent: false, ca };
  return new Promise((resolve, reject) => {
    const sent = request({ ...to, ...sending }, (response) => {
      const chunks: Buffer[] = [];
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer from port ${port}`)));
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
