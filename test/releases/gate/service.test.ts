import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lookAtService } from '../../../src/releases/gate/service';

const NEW = 'a'.repeat(40);
const OLD = 'b'.repeat(40);
let server: Server;
let address = '';
let connections = 0;
let answers: ([status: number, body: string] | undefined)[] = [];

beforeEach(async () => {
  connections = 0;
  server = createServer((request, response) => {
    const answer = request.url === '/shop/metrics' ? answers.shift() : undefined;
    if (answer === undefined) response.destroy();
    else response.writeHead(answer[0]).end(answer[1]);
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/shop`;
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

const metrics = (version: string): [number, string] => [
  200,
  `# HELP app_info The app.\n# TYPE app_info gauge\napp_info{app="shop",environment="dev",version="${version}"} 1.0\n`,
];
const times = (count: number, version: string): [number, string][] =>
  Array.from({ length: count }, () => metrics(version));

test('has passed when the version answers five times in a row, each time on a new connection', async () => {
  answers = times(5, NEW);
  expect(await lookAtService(address, '/metrics', NEW)).toEqual({ state: 'passed' });
  expect(connections).toBe(5);
});

test('waits while a pod of the previous version answers', async () => {
  answers = [...times(4, NEW), metrics(OLD)];
  expect(await lookAtService(address, '/metrics', NEW)).toEqual({
    state: 'waiting',
    why: `${address} answers as version bbbbbbbbbbbb`,
  });
});

test.each([
  ['is not there yet', [503, 'starting'], '/metrics answers HTTP 503'],
  ['has other metrics', [200, 'up 1\n'], '/metrics has no app_info with a version'],
  ['breaks off', undefined, ' does not answer: UND_ERR_SOCKET'],
] as const)('waits while the service %s', async (_what, answer, why) => {
  answers = [answer === undefined ? undefined : [...answer]];
  expect(await lookAtService(address, '/metrics', NEW)).toEqual({ state: 'waiting', why: `${address}${why}` });
});
