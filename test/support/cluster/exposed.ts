import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { socketOf } from './socket';

/** A port of the stack on the loopback address of the machine, for programs that run outside of its namespace. */
export interface Exposed {
  readonly address: string;
  readonly stop: () => void;
}

/** Opens a port of the stack, which must be one of RELAYED. TLS passes through, so its certificate is that of the stack. */
export async function expose(folder: string, port: number): Promise<Exposed> {
  const server = createServer((outer) => {
    const inner = connect(socketOf(folder, port));
    inner.on('error', () => outer.destroy());
    outer.on('error', () => inner.destroy());
    outer.pipe(inner).pipe(outer);
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port: own } = server.address() as AddressInfo;
  return { address: `https://127.0.0.1:${own}`, stop: () => void server.close() };
}
