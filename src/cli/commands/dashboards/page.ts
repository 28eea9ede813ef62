import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { readData } from './data';
import type { LocalDashboard } from './local';
import type { Prometheus } from './prometheus';
import { fillTemplate, readTemplate } from '../../../files/tree/templates';
import { CommandError } from '../../errors';

export interface PageOptions {
  readonly app: string;
  readonly environment: string;
  readonly dashboard: LocalDashboard;
  readonly prometheus: Pick<Prometheus, 'ask'>;
  readonly port: number;
}

/** Time ranges that the page offers, in minutes. */
const RANGES = [5, 15, 60, 360];

/** The page loads nothing from anywhere else. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'";

/** Serves the page and its data on the loopback address. */
export async function openPage(options: PageOptions): Promise<{ readonly address: string; close(): Promise<void> }> {
  const { port } = options;
  const html = pageOf(options);
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const server = createServer((request, response) => {
    // Another host name means that a website made the browser send this request.
    if (!hosts.includes(request.headers.host ?? '')) return send(response, 403, 'text/plain', 'unknown host\n');
    void answer(request, response, html, options);
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    address: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  { url = '/' }: IncomingMessage,
  response: ServerResponse,
  html: string,
  { dashboard, prometheus }: PageOptions,
): Promise<void> {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  if (pathname === '/') return send(response, 200, 'text/html', html);
  const minutes = Number(searchParams.get('minutes'));
  if (pathname !== '/data' || !RANGES.includes(minutes)) return send(response, 404, 'text/plain', 'not found\n');
  try {
    send(response, 200, 'application/json', JSON.stringify(await readData(prometheus, dashboard, minutes)));
  } catch (error) {
    send(response, 502, 'text/plain', `${(error as Error).message}\n`);
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Security-Policy': POLICY,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(body);
}

/** The page with its scripts, styles, and panels. */
function pageOf({ app, environment, dashboard }: PageOptions): string {
  return fillTemplate('dashboards/page.html', {
    'example-title': app,
    '/* example-styles */':
      readFileSync(require.resolve('uplot/dist/uPlot.min.css'), 'utf8') + readTemplate('dashboards/page.css'),
    '/* example-uplot */': readFileSync(require.resolve('uplot/dist/uPlot.iife.min.js'), 'utf8'),
    '/* example-script */': readTemplate('dashboards/page.js'),
    // A closing tag in a string would end the script.
    "{ example: 'dashboard' }": JSON.stringify({ app, environment, ranges: RANGES, ...dashboard }).replaceAll(
      '<',
      '\\u003c',
    ),
  });
}

function cannotListen({ code, message }: NodeJS.ErrnoException, port: number): CommandError {
  if (code === 'EADDRINUSE') {
    return new CommandError(`port ${port} is already in use: set another, such as --port ${port + 1}`);
  }
  return new CommandError(`cannot listen on port ${port}: ${message}`);
}
