import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { freePorts } from './background';

test('free ports differ, are free, and are outside the range of outgoing connections', async () => {
  const ports = await freePorts(50);
  expect(new Set(ports).size).toBe(50);
  const [first] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/).map(Number);
  expect(ports.filter((port) => port >= first)).toEqual([]);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(ports[0], '127.0.0.1', resolve));
  await new Promise((resolve) => server.close(resolve));
});
